/// A module of the kernel.
public struct HostModule: Sendable, Equatable {
  /// Its name.
  public var name = ""
  /// The file, where it was loaded from one.
  public var path: String?
  /// Bytes of its image.
  public var size: Int64?
  /// When it was loaded, nanoseconds since 1970.
  public var since: Int64 = 0
  /// Who did it.
  public var maker: String?

  /// Of which nothing is known.
  public init() {}
}

extension HostModule: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try name.code(by: &coder)
    try path.code(by: &coder)
    try size.code(by: &coder)
    try since.code(by: &coder)
    try maker.code(by: &coder)
  }
}
