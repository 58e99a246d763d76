public import SystemPackage

/// How a sink is getting on.
public struct SinkState: Sendable, Equatable {
  /// The sink's name.
  public var name: String
  /// Lines that it has taken.
  public var writtenLines: Int
  /// Lines of batches that it did not write to their end, for it had failed.
  public var unwrittenLines: Int
  /// Batches that were handed over and are not written, the one included that is being written.
  public var waitingBatches: Int
  /// Their bytes.
  public var waitingBytes: Int
  /// How long the oldest of them has been waiting, in nanoseconds.
  public var lag: UInt64
  /// Why it has failed.
  public var failure: Errno?

  /// Puts it together.
  public init(
    name: String, writtenLines: Int, unwrittenLines: Int, waitingBatches: Int, waitingBytes: Int,
    lag: UInt64, failure: Errno?
  ) {
    self.name = name
    self.writtenLines = writtenLines
    self.unwrittenLines = unwrittenLines
    self.waitingBatches = waitingBatches
    self.waitingBytes = waitingBytes
    self.lag = lag
    self.failure = failure
  }
}
