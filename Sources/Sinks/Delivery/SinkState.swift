public import Events

/// How a sink is getting on.
public struct SinkState: Sendable, Equatable {
  /// The sink's name.
  public var name: String
  /// What it is delivered to, as the destination calls itself; empty before that is there.
  public var destination = ""
  /// The last turn that it took.
  public var turn = SinkTurn.back
  /// Lines that were delivered, those of earlier runs out of the spool included.
  public var deliveredLines = 0
  /// Lines that it did not get.
  public var dropped: [Dropped] = []
  /// Batches in memory that are not delivered, the one included that is under way.
  public var waitingBatches = 0
  /// Their bytes.
  public var waitingBytes = 0
  /// Batches in the spool, and the bytes of it.
  public var spooledBatches = 0
  public var spooledBytes: UInt64 = 0
  /// How long the oldest line has been waiting, in nanoseconds; in the spool, since that was empty last.
  public var lag: UInt64 = 0
  /// What failed last; nil where all is well.
  public var failure: String?

  /// Lines that it did not get, by reason and lane.
  public struct Dropped: Sendable, Equatable {
    /// Why.
    public var reason: SinkLossReason
    /// What they were.
    public var lane: SinkLane
    /// How many; of damage, those that are known.
    public var count: UInt64

    /// Puts it together.
    public init(reason: SinkLossReason, lane: SinkLane, count: UInt64) {
      self.reason = reason
      self.lane = lane
      self.count = count
    }
  }

  /// A sink that has done nothing yet.
  public init(name: String) {
    self.name = name
  }

  /// Lines that it did not get, for all reasons.
  public var droppedLines: UInt64 { dropped.reduce(0) { $0 + $1.count } }
}
