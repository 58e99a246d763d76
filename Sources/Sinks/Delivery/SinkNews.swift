public import Events

/// What a sink has to tell.
public enum SinkNews: Sendable, Equatable {
  /// It did not get events.
  case loss(SinkLoss)
  /// It has taken a turn; why, where there is a reason.
  case turn(SinkTurn, reason: String)
}

/// Events that a sink did not get.
public struct SinkLoss: Sendable, Equatable {
  /// Why.
  public var reason: SinkLossReason
  /// What they were.
  public var lane: SinkLane
  /// How many; 0: nobody knows.
  public var count: UInt64
  /// How much of the spool they were.
  public var bytes: UInt64
  /// The lowest and the highest of their numbers, if known.
  public var sequences: ClosedRange<UInt64>?
  /// When they were given up, in nanoseconds since boot.
  public var span: ClosedRange<UInt64>
}
