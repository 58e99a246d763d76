import CCapture
import Glibc
import SystemPackage

/// A BPF program attached to code of a file, in all processes that have it mapped; detached when the
/// probe goes.
///
/// Made and released on any thread.
package final class CodeProbe: Sendable {
  private let descriptor: CInt

  /// Attaches a loaded program, by its descriptor.
  ///
  /// - Throws: what the kernel says against it.
  init(
    _ program: CInt, to offset: UInt64, in path: String, atReturn: Bool
  ) throws(Errno) {
    guard let sort = Self.sort else { throw .notSupported }
    descriptor = capture_attach_to_code(
      sort.type, program, path, UInt(offset), atReturn ? sort.returnBit : 0)
    guard descriptor >= 0 else { throw Errno(rawValue: -descriptor) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Why there are no such probes; nil: there are.
  static var reasonAgainst: String? {
    sort == nil ? "this kernel has no uprobes (CONFIG_UPROBE_EVENTS)" : nil
  }

  /// The number by which this kernel knows them; nil: it has none.
  package static var type: CInt? { sort?.type }

  /// How this kernel calls them.
  private static let sort: (type: CInt, returnBit: UInt)? = {
    let folder = "/sys/bus/event_source/devices/uprobe"
    // "config:0": the number of the bit.
    guard let type = number("\(folder)/type"), let bit = number("\(folder)/format/retprobe")
    else { return nil }
    return (CInt(type), 1 << UInt(bit))
  }()

  private static func number(_ path: String) -> Int? {
    let text = try? readWholeFile(path)
    return text.flatMap { $0.split { !$0.isNumber }.first }.flatMap { Int($0) }
  }
}
