import Foundation
import Testing

/// The module `dummy` of the running kernel: a network device that does nothing, in every
/// distribution's package.
enum RealModule {
  static let name = "dummy"

  /// Why it cannot be loaded here; `nil`: it can.
  static let reason: String? =
    if path == nil {
      "live tests need the module \(name) in /lib/modules of the running kernel"
    } else if isLoaded {
      "live tests need the module \(name) to be unused"
    } else {
      nil
    }

  /// Its file, where it is one; newer suites have it compressed and let the kernel unpack it.
  static let path: String? = {
    guard let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    else { return nil }
    let folder = "/lib/modules/" + release.trimmingCharacters(in: .newlines)
    let files = [".ko", ".ko.xz"].map { "\(folder)/kernel/drivers/net/\(name)\($0)" }
    return files.first { access($0, R_OK) == 0 }.flatMap { try? realPath($0) }
  }()

  static var isCompressed: Bool { path?.hasSuffix(".xz") == true }

  static var isLoaded: Bool {
    let loaded = try? String(contentsOfFile: "/proc/modules", encoding: .utf8)
    return loaded?.split(separator: "\n").contains { $0.hasPrefix(name + " ") } ?? false
  }
}

extension Trait where Self == CountSkips {
  static var realModuleSkipsCounted: CountSkips { CountSkips(reason: { RealModule.reason }) }
}
