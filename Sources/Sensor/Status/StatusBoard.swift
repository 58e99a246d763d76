import Capture
import Glibc
import Sinks
import Synchronization
import Threading

/// Where the drain's thread leaves what it has counted, for whoever asks.
final class StatusBoard: Sendable {
  private let facts: SensorStatus.Facts
  private let sinks: FanOut
  private let counts: Mutex<History>

  private struct History {
    var first: SensorStatus.Counts
    var previous: SensorStatus.Counts
    var latest: SensorStatus.Counts
  }

  init(_ facts: SensorStatus.Facts, _ sinks: FanOut, first: SensorStatus.Counts) {
    self.facts = facts
    self.sinks = sinks
    counts = Mutex(History(first: first, previous: first, latest: first))
  }

  /// Takes the place of what was left before; waits for nobody: the next will do as well.
  func publish(_ new: SensorStatus.Counts) {
    _ = counts.withLockIfAvailable { history in
      history.previous = history.latest
      history.latest = new
    }
  }

  /// The status now; what the drain's thread alone knows is as of its last word.
  var status: SensorStatus {
    let history = counts.withLock { $0 }
    return SensorStatus(
      facts: facts, time: bootTime(), first: history.first, previous: history.previous,
      counts: history.latest, sinks: sinks.states, memory: .now)
  }
}

extension SensorStatus.ProcessorTime {
  /// The process's, asked by the thread that drains.
  static func now(sinks: UInt64) -> Self {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Self(
      user: nanoseconds(usage.ru_utime), system: nanoseconds(usage.ru_stime),
      drain: Threading.nanoseconds(of: CLOCK_THREAD_CPUTIME_ID), sinks: sinks)
  }

  private static func nanoseconds(_ time: timeval) -> UInt64 {
    UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_usec) * 1000
  }
}

extension SensorStatus.Memory {
  /// The process's.
  static var now: Self {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let most = UInt64(usage.ru_maxrss) * 1024
    let use = (try? readWholeFile(MemoryUse.path)).flatMap(MemoryUse.init)
    return Self(now: use?.resident, most: most)
  }
}
