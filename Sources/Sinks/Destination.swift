public import Events

/// Where the finished lines of one sink go: a file, or a peer at the end of a connection.
///
/// Called by one thread only, which may wait as long as it likes.
public protocol Destination: AnyObject, Sendable {
  /// For messages, such as "standard output" or "tls:logs.example.org:6514".
  var name: String { get }

  /// Takes all lines of the batch; comes back when the other end has them as surely as it ever tells.
  ///
  /// What a destination needs for it (a file, a connection) it opens itself, and again after a failure.
  /// The same batch may be handed over again after one: the other end can get lines twice, never half a
  /// line followed by another.
  ///
  /// - Throws: ``DeliveryFailure``; nobody knows then which of the lines have arrived.
  func deliver(_ batch: OutputBuffer) throws(DeliveryFailure)

  /// Lines that the other end can never take, for they are too large for it, by kind, since this was
  /// last asked.
  ///
  /// Their batches count as delivered, without them. Called by the thread that delivers.
  func takeRefused() -> [EventKind: Int]

  /// Has it open what it writes to anew before the next batch, for somebody has put it away.
  ///
  /// Called from any thread.
  func reopen()

  /// From now on what can be waited for without end is a failure: the sensor is about to end.
  ///
  /// Called from any thread, perhaps more than once.
  func stopWaiting()

  /// Ends it in order: what was delivered is made to last, the peer is told that this is the end.
  ///
  /// - Throws: ``DeliveryFailure`` where that cannot be said.
  func close() throws(DeliveryFailure)
}

extension Destination {
  /// Most take lines of any length.
  public func takeRefused() -> [EventKind: Int] { [:] }
}

/// Why a batch could not be delivered.
public struct DeliveryFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What happened and, where there is one, the mend; for people, such as "connection refused".
  public var description: String
  /// Whether trying again is of no use.
  public var isFinal: Bool

  /// Puts it together.
  public init(_ description: String, isFinal: Bool = false) {
    self.description = description
    self.isFinal = isFinal
  }
}
