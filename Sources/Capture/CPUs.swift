import Glibc
import SystemPackage

/// The machine's processors as the kernel numbers them.
public enum CPUs {
  /// How many numbers there are, processors that are off included.
  public static let possibleCount: Int = {
    // "0-3" or "0,2-7": the last number counts.
    guard let text = try? readWholeFile("/sys/devices/system/cpu/possible") else {
      return max(1, sysconf(CInt(_SC_NPROCESSORS_CONF)))
    }
    let digits = text.split { !("0"..."9").contains($0) }
    return (digits.last.flatMap { Int($0) } ?? 0) + 1
  }()

  /// The numbers of those that are on.
  ///
  /// - Throws: ``BPFError`` if the kernel's list cannot be read.
  static func online() throws(BPFError) -> [Int] {
    let path = "/sys/devices/system/cpu/online"
    guard let text = try? readWholeFile(path) else {
      throw BPFError("read \(path)", errno: .noSuchFileOrDirectory)
    }
    return parse(text)
  }

  /// The numbers of a list such as "0-3,8".
  static func parse(_ list: String) -> [Int] {
    list.split { $0 == "," || $0.isWhitespace }.flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }
}
