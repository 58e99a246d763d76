/// A file that a process has written to and not closed yet.
public struct HostFile: Sendable, Equatable {
  /// The process.
  public var process = ""
  /// The number of its descriptor.
  public var descriptor: Int64?
  /// The file, as of the first write.
  public var path: String?
  /// The device.
  public var device: String?
  /// The inode.
  public var inode: Int64?
  /// When it wrote first, nanoseconds since 1970.
  public var since: Int64 = 0

  /// Of which nothing is known.
  public init() {}
}

extension HostFile: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try process.code(by: &coder)
    try descriptor.code(by: &coder)
    try path.code(by: &coder)
    try device.code(by: &coder)
    try inode.code(by: &coder)
    try since.code(by: &coder)
  }
}
