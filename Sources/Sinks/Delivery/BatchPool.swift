import Events
import Synchronization

/// Empty batches of one size, to be used again.
///
/// Whoever holds batches holds a bounded number of them; what comes back beyond some spares is freed.
final class BatchPool: Sendable {
  /// Bytes of a batch.
  let capacity: Int
  private let spareLimit: Int
  private let spares = Mutex<[OutputBuffer]>([])

  init(capacity: Int, spareLimit: Int) {
    self.capacity = capacity
    self.spareLimit = spareLimit
  }

  func take() -> OutputBuffer {
    spares.withLock { $0.popLast() } ?? OutputBuffer(capacity: capacity)
  }

  func giveBack(_ batch: OutputBuffer) {
    batch.removeAll()
    spares.withLock { spares in
      if spares.count < spareLimit { spares.append(batch) }
    }
  }
}

/// A finished batch that several sinks read; goes back to its pool with the last of them.
final class SharedBatch: @unchecked Sendable {
  // Safety: the lines are only exchanged by the one who alone has the batch.
  private var lines: OutputBuffer
  private let pool: BatchPool?
  /// Its bytes.
  let byteCount: Int

  /// Shares a batch that nobody changes any more; nil: it is of no pool.
  init(_ lines: OutputBuffer, of pool: BatchPool?) {
    self.lines = lines
    self.pool = pool
    byteCount = lines.count
  }

  deinit {
    pool?.giveBack(lines)
  }

  /// Gives the lines away, without a copy.
  ///
  /// - Parameters:
  ///   - batch: stays empty.
  ///   - empty: goes to the batch's pool in their place.
  /// - Returns: the lines; nil: somebody else reads them as well, or they are no equal exchange.
  static func exchange(_ batch: inout SharedBatch, for empty: OutputBuffer) -> OutputBuffer? {
    guard isKnownUniquelyReferenced(&batch), batch.lines.capacity == empty.capacity else {
      return nil
    }
    let lines = batch.lines
    batch.lines = empty
    return lines
  }

  /// Calls the closure with the lines, which are there only during the call.
  func withLines<Result>(_ body: (OutputBuffer) -> Result) -> Result {
    // Without it, the last use of the batch is before the call.
    withExtendedLifetime(self) { body(lines) }
  }
}
