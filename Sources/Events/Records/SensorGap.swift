/// A time in which nobody recorded: from the last sign of life of a sensor until the next one began.
public struct SensorGap: Sendable, Equatable {
  /// Why.
  public var reason: GapReason
  /// When the next one began, in nanoseconds since boot.
  public var end: UInt64
  /// What is known of the sensor before; nil: what it has left cannot be read.
  public var before: Before?

  /// What a sensor has left.
  public struct Before: Sendable, Equatable {
    /// Its last sign of life, in nanoseconds since this boot: before that it is negative.
    public var time: Int64
    /// The number of the last event that it had made by then.
    public var sequence: UInt64
    /// Which run it was.
    public var run: String
    /// Whether the host was not started again since.
    public var isSameBoot: Bool
    /// Its last sign of life by the clock of that time, likewise, where that was set back since.
    public var noted: Int64?

    /// Puts it together.
    public init(time: Int64, sequence: UInt64, run: String, isSameBoot: Bool, noted: Int64?) {
      self.time = time
      self.sequence = sequence
      self.run = run
      self.isSameBoot = isSameBoot
      self.noted = noted
    }
  }

  /// Puts it together.
  public init(reason: GapReason, end: UInt64, before: Before?) {
    self.reason = reason
    self.end = end
    self.before = before
  }

  /// Its seconds, begun ones included; 0 if they are not known.
  public var seconds: UInt64 {
    guard let before else { return 0 }
    let nanoseconds = max(0, Int64(clamping: end) - before.time)
    return (UInt64(nanoseconds) + 999_999_999) / 1_000_000_000
  }
}
