/// Something that was mounted.
public struct HostMount: Sendable, Equatable {
  /// The mount namespace in which it is.
  public var namespace: Int64?
  /// The device, the directory or the name.
  public var source: String?
  /// Where.
  public var target = ""
  /// The file system.
  public var type: String?
  /// What mount was asked for.
  public var flags: [String] = []
  /// When, nanoseconds since 1970.
  public var since: Int64 = 0
  /// Who did it.
  public var maker: String?

  /// Of which nothing is known.
  public init() {}
}

extension HostMount: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try namespace.code(by: &coder)
    try source.code(by: &coder)
    try target.code(by: &coder)
    try type.code(by: &coder)
    try flags.code(by: &coder)
    try since.code(by: &coder)
    try maker.code(by: &coder)
  }
}
