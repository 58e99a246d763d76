import CLibBPF
import Glibc

/// The records of all lanes and CPUs, in the order of time.
///
/// A record becomes visible a little after its time was taken. So a record is held back until it is
/// `hold` old; then everything before it has arrived, unless a CPU stood still for longer between
/// taking the time and writing the record.
public final class RecordStream {
  /// How long a record is held back, in nanoseconds.
  public static let hold: UInt64 = 2_000_000

  /// So often a backlog is gone into before the caller gets to look at its other duties.
  private static let passesPerDrain = 16

  private let critical: LaneReader
  private let bulk: LaneReader

  init(critical: LaneReader, bulk: LaneReader) {
    self.critical = critical
    self.bulk = bulk
  }

  /// Hands on every record that is due, oldest first.
  ///
  /// - Parameters:
  ///   - everything: also those that are not yet old enough; for the end of the stream.
  ///   - body: gets the record's bytes, in the ring, only for the call.
  /// - Returns: the number of records.
  public func drain(everything: Bool = false, _ body: (UnsafeRawBufferPointer) -> Void) -> Int {
    var total = 0
    var passesOverBusy = false
    for _ in 0..<(everything ? Int.max : Self.passesPerDrain) {
      let now = everything ? .max : bootTime()
      let horizon = min(
        critical.scan(now: now, passingOverBusy: passesOverBusy),
        bulk.scan(now: now, passingOverBusy: passesOverBusy))
      let due = everything ? horizon : min(horizon, now - Self.hold)
      var handed = 0
      while true {
        let reader = critical.nextTime <= bulk.nextTime ? critical : bulk
        guard reader.nextTime <= due, reader.nextTime != .max else { break }
        body(reader.takeNext())
        handed += 1
      }
      critical.release()
      bulk.release()
      total += handed
      if horizon == now { break }
      // A full index or a record in the making stopped the scan: go on as long as that yields. At the
      // end the other lane does not wait for the latter.
      if handed == 0 {
        guard everything else { break }
        passesOverBusy = true
      }
    }
    return total
  }

  /// Sequence numbers that never came, by lane (critical, bulk) and CPU.
  public var missing: (critical: [Int], bulk: [Int]) { (critical.missing, bulk.missing) }

  /// Bytes in use of each ring.
  public var usedBytes: (critical: Int, bulk: Int) {
    (critical.ring.usedBytes, bulk.ring.usedBytes)
  }
}

/// The clock of all records: nanoseconds since boot, suspended time included.
public func bootTime() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_BOOTTIME, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
