/// How much of the past is kept.
public struct HistoryLimits: Sendable, Equatable {
  /// Bytes on the disk, all segments together.
  public var bytes: UInt64
  /// Nanoseconds after which a segment goes, counted from its last event.
  public var age: UInt64
  /// A segment ends when it has so many bytes.
  public var segmentBytes: UInt64
  /// It also ends when it has been written to for so many nanoseconds.
  public var segmentAge: UInt64

  /// Two GiB and fourteen days, unless said otherwise.
  public init(
    bytes: UInt64 = 2 << 30, age: UInt64 = 14 * 86_400_000_000_000,
    segmentBytes: UInt64 = 256 << 20, segmentAge: UInt64 = 3_600_000_000_000
  ) {
    self.bytes = bytes
    self.age = age
    // Retention takes whole segments: with fewer of them, too much would go at once.
    self.segmentBytes = min(segmentBytes, max(bytes / 8, 1 << 20))
    self.segmentAge = segmentAge
  }
}
