/// A line of text as it was shown; see ``TextLines``.
public struct ShownLine: Equatable, Sendable {
  /// What made it complete.
  public enum Reason: UInt8, Sendable {
    /// The cursor went on to the next line.
    case ended
    /// It left the screen at an edge.
    case scrolled
    /// Something else was written in its place.
    case overwritten
    /// It was erased, or deleted.
    case erased
    /// The alternate screen was left, or the size changed.
    case hidden
    /// It was there at the end of the stream.
    case last
  }

  public var reason: Reason
  /// How many bytes of the stream there are up to the last change of the line.
  public var offset: UInt64
  /// Its first row, which counts from the first row there was on this screen.
  public var line: UInt64
  /// Whether it was on the alternate screen, where editors and pagers show themselves.
  public var isAlternate: Bool
}
