/// Bytes that are no snapshot of a screen.
public struct SnapshotError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let reason: String
  /// Where reading stopped.
  public let offset: Int

  public var description: String { "no snapshot of a screen: \(reason) at byte \(offset)" }
}
