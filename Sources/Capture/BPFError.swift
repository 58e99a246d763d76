public import SystemPackage

/// What libbpf or the kernel refused, in their own words.
public struct BPFError: Error, CustomStringConvertible {
  /// What was tried, such as "load program process_exec".
  public var operation: String
  /// Why the kernel refused it.
  public var errno: Errno
  /// The last lines that libbpf logged about it; may be empty.
  public var detail: String

  init(_ operation: String, errno: Errno, detail: String = "") {
    self.operation = operation
    self.errno = errno
    self.detail = detail
  }

  /// From a negative result of libbpf.
  init(_ operation: String, result: Int32) {
    self.init(operation, errno: Errno(rawValue: -result), detail: BPFLog.takeTail())
  }

  /// From `errno` as the failed call left it.
  static func last(_ operation: String) -> BPFError {
    BPFError(operation, errno: Errno(rawValue: currentErrno()), detail: BPFLog.takeTail())
  }

  public var description: String {
    "cannot \(operation): \(errno)" + (detail.isEmpty ? "" : "\n\(detail)")
  }
}
