public import Events
public import SystemPackage

/// Batches of one sink and lane on the disk, oldest first.
///
/// Used under its owner's lock, by one thread at a time.
public protocol SpoolStore: AnyObject, Sendable {
  /// Bytes in use on the disk.
  var bytes: UInt64 { get }

  /// Batches that wait in it.
  var batches: Int { get }

  /// Puts a batch behind all others.
  ///
  /// - Throws: ``SpoolFailure/full`` when it would be over its limit; nothing is left of the batch
  ///   after a failure.
  func append(_ batch: OutputBuffer) throws(SpoolFailure)

  /// Reads the oldest batch, which stays where it is until ``removeOldest()``.
  ///
  /// Damage is passed over and comes out of ``takeDamage()``.
  ///
  /// - Parameter batch: what it is read into, emptied first.
  /// - Returns: false if there is none.
  /// - Throws: ``SpoolFailure`` where the disk cannot be read.
  func readOldest(into batch: OutputBuffer) throws(SpoolFailure) -> Bool

  /// Removes the one that ``readOldest(into:)`` gave last: it was delivered.
  func removeOldest() throws(SpoolFailure)

  /// Throws away what is oldest, to make room.
  ///
  /// - Returns: what was thrown away; nil if there is nothing that could be.
  /// - Throws: ``SpoolFailure`` where the disk does not let it.
  func dropOldest() throws(SpoolFailure) -> SpoolLoss?

  /// What could not be read since the last call.
  func takeDamage() -> [SpoolLoss]

  /// Puts a batch before all others, at shutdown: what was in flight goes back.
  func prepend(_ batch: OutputBuffer) throws(SpoolFailure)

  /// Makes all that is in it last.
  func sync() throws(SpoolFailure)
}

/// Lines that were in a spool and will not come out of it.
public struct SpoolLoss: Sendable, Equatable {
  /// How many; -1: nobody knows.
  public var lines: Int
  /// Numbers between which those of the lost lines are; nil: nobody knows.
  public var sequences: ClosedRange<UInt64>?
  /// Bytes on the disk.
  public var bytes: UInt64
  /// Why: "truncated", "checksum", "dropped".
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
  /// It would be over its limit.
  case full
  /// What the system said, and of which file.
  case io(Errno, path: String)
}
