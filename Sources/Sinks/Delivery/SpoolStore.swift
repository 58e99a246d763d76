public import Events
public import SystemPackage

/// Batches of one sink and lane on the disk, oldest first.
///
/// Used under its owner's lock, by one thread at a time.
public protocol SpoolStore: AnyObject, Sendable {
  /// Bytes in use on the disk.
  var bytes: UInt64 { get }
  /// How many batches there are.
  var batches: Int { get }

  /// Puts a batch behind the others.
  ///
  /// - Throws: ``SpoolFailure``; nothing is appended then.
  func append(_ batch: OutputBuffer) throws(SpoolFailure)

  /// Reads the oldest batch; it stays where it is.
  ///
  /// Damage is passed over and comes out of ``takeDamage()``.
  ///
  /// - Parameter batch: what it is read into, emptied first.
  /// - Returns: false where there is none.
  /// - Throws: ``SpoolFailure`` where the disk does not give it.
  func readOldest(into batch: OutputBuffer) throws(SpoolFailure) -> Bool

  /// Removes the one that ``readOldest(into:)`` gave last: it was delivered.
  ///
  /// - Throws: ``SpoolFailure`` where it is still there.
  func removeOldest() throws(SpoolFailure)

  /// Removes the oldest batch to make room.
  ///
  /// - Returns: what was thrown away; nil where there was nothing.
  /// - Throws: ``SpoolFailure`` where it is still there.
  func dropOldest() throws(SpoolFailure) -> SpoolLoss?

  /// What could not be read since the last call.
  func takeDamage() -> [SpoolLoss]

  /// Puts a batch before the others: at shutdown, what was in flight goes back to the front.
  ///
  /// - Throws: ``SpoolFailure``; it is not there then.
  func prepend(_ batch: OutputBuffer) throws(SpoolFailure)

  /// Makes what is there last.
  ///
  /// - Throws: ``SpoolFailure`` where nobody knows whether it does.
  func sync() throws(SpoolFailure)
}

/// Lines that were in a spool and are no more.
public struct SpoolLoss: Sendable, Equatable {
  /// How many; -1: nobody knows.
  public var lines: Int
  /// The first and the last number of their events, if known.
  public var sequences: ClosedRange<UInt64>?
  /// Bytes on the disk.
  public var bytes: UInt64
  /// Why: "truncated", "checksum" or "dropped".
  public var reason: String

  /// Puts it together.
  public init(lines: Int, sequences: ClosedRange<UInt64>?, bytes: UInt64, reason: String) {
    self.lines = lines
    self.sequences = sequences
    self.bytes = bytes
    self.reason = reason
  }
}

/// Why a spool did not do what it was asked for.
public enum SpoolFailure: Error, Sendable, Equatable {
  /// It is over its limit.
  case full
  /// The file system refused.
  case io(Errno, path: String)
}
