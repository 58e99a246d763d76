/// How long the sensor waits before it looks again, and when finished lines are handed over.
///
/// Each wait and each handing over is two switches of the processor, which cost as much as dozens of
/// events. So: when nothing happens it sleeps until the programs wake it; when little happens lines
/// go out at once; when much happens they are gathered, for 50 ms at most. The critical lane does not
/// wait for that: what happens there is out within 10 ms.
struct Pace {
  /// What a look at the buffers found.
  struct Look {
    /// Records that were handed on.
    var records = 0
    /// Of them those of the critical lane.
    var critical = 0
    /// Whether there are others, too young to be handed on.
    var holdsBack = false
  }

  /// Between looks while something happens, in milliseconds.
  static let tick: Int32 = 10
  /// The same while the critical lane has something; with the time for which records are held back it
  /// stays below 10.
  static let criticalTick: Int32 = 5
  /// The same while little happens and some of it is too young: a little longer than it is held back.
  static let youngTick: Int32 = 3
  /// The same while much happens; a ring that fills wakes the sensor before.
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

  private var last = Look()
  private var lastRecord: UInt64 = 0
  private var gatheredSince: UInt64?

  /// Whether the sensor may sleep until the programs wake it.
  func isQuiet(now: UInt64) -> Bool {
    now - lastRecord > Self.quiet
  }

  /// How long to wait where it may not sleep, in milliseconds.
  var wait: Int32 {
    let isBusy = last.records >= Self.busyRecords
    if last.holdsBack, !isBusy { return Self.youngTick }
    if last.critical > 0 { return Self.criticalTick }
    return isBusy ? Self.busyTick : Self.tick
  }

  /// Says whether lines that are waiting are to be handed over now.
  ///
  /// - Parameters:
  ///   - look: what was found just now.
  ///   - bytes: of the lines that wait.
  ///   - now: the time since boot, in nanoseconds.
  /// - Returns: whether to hand over.
  mutating func handsOver(after look: Look, bytes: Int, now: UInt64) -> Bool {
    last = look
    if look.records > 0 { lastRecord = now }
    guard bytes > 0 else { return false }
    let since = gatheredSince ?? now
    gatheredSince = since
    guard
      look.critical > 0 || look.records < Self.busyRecords || bytes >= Self.worthwhile
        || now - since >= Self.gathering
    else { return false }
    gatheredSince = nil
    return true
  }
}
