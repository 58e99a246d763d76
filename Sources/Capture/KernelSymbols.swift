import Glibc

/// The kernel's functions by the names that probes take: /proc/kallsyms.
struct KernelSymbols {
  private let names: Set<Substring>

  /// Reads them; a tenth of a second, so only where probes are wanted.
  init() {
    self.init(text: (try? readWholeFile("/proc/kallsyms")) ?? "")
  }

  /// From a text as that of /proc/kallsyms.
  init(text: String) {
    var names: Set<Substring> = []
    for line in text.split(separator: "\n") {
      // address, type, name, and [module] for a module's
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count == 3, words[1] == "t" || words[1] == "T" else { continue }
      names.insert(words[2])
    }
    self.names = names
  }

  /// The name of a function as it stands in the kernel: the compiler renames what it specialises.
  ///
  /// A part of a function (`.part.0`, `.cold`) is not the function.
  func name(of function: String) -> String? {
    if names.contains(function[...]) { return function }
    let renamed = names.filter { name in
      guard name.hasPrefix("\(function).") else { return false }
      let suffixes = name.split(separator: ".").dropFirst()
      return suffixes.allSatisfy { $0 == "isra" || $0 == "constprop" || $0.allSatisfy(\.isNumber) }
    }
    return renamed.count == 1 ? renamed.first.map(String.init) : nil
  }
}
