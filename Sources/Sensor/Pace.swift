/// How long the sensor waits before it looks again, and when finished lines are handed over.
///
/// Each wait and each handing over is two switches of the processor, which cost as much as dozens of
/// events. So: when nothing happens it sleeps until the programs wake it; when little happens lines
/// go out at once; when much happens they are gathered, for 50 ms at most.
struct Pace {
  /// Between looks while something happens, in milliseconds.
  static let tick: Int32 = 10
  /// Between looks while much happens; a ring that fills wakes the sensor before.
  static let busyTick: Int32 = 50
  /// While nothing happens: only to look for losses.
  static let sleep: Int32 = 1000
  /// So many records at one look are much.
  static let busyRecords = 64
  /// Lines wait no longer than this, in nanoseconds.
  static let gathering: UInt64 = 50_000_000
  /// Without a record for so long, nothing happens; in nanoseconds.
  static let quiet: UInt64 = 100_000_000
  /// Bytes that are worth handing over in any case.
  static let worthwhile = 256 * 1024

  private var records = 0
  private var lastRecord: UInt64 = 0
  private var gatheredSince: UInt64?

  /// Whether the sensor may sleep until the programs wake it.
  func isQuiet(now: UInt64) -> Bool {
    now - lastRecord > Self.quiet
  }

  /// How long to wait where it may not sleep, in milliseconds.
  var wait: Int32 { records >= Self.busyRecords ? Self.busyTick : Self.tick }

  /// Says whether lines that are waiting are to be handed over now.
  ///
  /// - Parameters:
  ///   - records: that were found at this look.
  ///   - bytes: of the lines that wait.
  ///   - now: the time since boot, in nanoseconds.
  /// - Returns: whether to hand over.
  mutating func handsOver(after records: Int, bytes: Int, now: UInt64) -> Bool {
    self.records = records
    if records > 0 { lastRecord = now }
    guard bytes > 0 else { return false }
    let since = gatheredSince ?? now
    gatheredSince = since
    guard records < Self.busyRecords || bytes >= Self.worthwhile || now - since >= Self.gathering
    else { return false }
    gatheredSince = nil
    return true
  }
}
