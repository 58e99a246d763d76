import Capture
import Events
import Glibc
import Sinks

/// How a running sensor is, at a moment.
struct SensorStatus: Sendable {
  /// What does not change while it runs.
  var facts: Facts
  /// Nanoseconds since boot, when it was asked.
  var time: UInt64
  /// What the drain's thread counted last, and when it began to.
  var first: Counts
  var previous: Counts
  var counts: Counts
  var sinks: [SinkState]
  var memory: Memory

  struct Facts: Sendable {
    var process: Int32
    var version: String
    var host: HostIdentity
    var mode: CaptureMode
    /// Names of hooks, with the rungs in force.
    var hooks: [(name: String, rung: Rung)]
    /// Those that see nothing.
    var unavailable: [String]
    /// Names of capabilities that it has kept; nil: it has given up none.
    var privileges: [String]?
  }

  /// What only the drain's thread knows; as of the same moment.
  struct Counts: Sendable {
    /// Nanoseconds since boot.
    var time: UInt64
    /// Events by the numbers of their kinds.
    var events: [UInt64]
    var lost: [LossLedger.Lost: UInt64]
    var critical: LaneBuffers
    var bulk: LaneBuffers
    var processor: ProcessorTime
    /// Known processes.
    var processes: Int
    /// Processes and cgroups that are over their budgets.
    var throttled: Int
    /// What is left out to keep to the limits.
    var degraded: [DegradeStep]

    var eventCount: UInt64 { events.reduce(0, +) }
    var lostCount: UInt64 { lost.values.reduce(0, +) }
  }

  /// Time of the processor, in nanoseconds.
  struct ProcessorTime: Sendable, Equatable {
    /// Of all threads.
    var user: UInt64
    var system: UInt64
    /// Of the thread that drains, enriches and encodes.
    var drain: UInt64
    /// Of those that write.
    var sinks: UInt64
  }

  /// Bytes of memory that are in use.
  struct Memory: Sendable, Equatable {
    /// Nil if the kernel does not say.
    var now: UInt64?
    var most: UInt64
  }
}

extension SensorStatus.Facts {
  /// This process's.
  init(
    host: HostIdentity, mode: CaptureMode, hooks: [HookState], privileges: Privileges? = nil
  ) {
    process = getpid()
    version = sensorVersion
    self.host = host
    self.mode = mode
    self.hooks = hooks.compactMap { state in state.way.map { (state.hook.name, $0.rung) } }
    unavailable = hooks.filter { $0.way == nil }.map(\.hook.name)
    self.privileges = privileges?.kept.map(\.name)
  }
}

extension SensorStatus {
  /// Events of a kind and how many of them came in a second, most of late.
  struct KindCount: Equatable {
    var kind: EventKind
    var count: UInt64
    var perSecond: UInt64
  }

  /// The kinds of which there was anything, by number.
  var kinds: [KindCount] {
    counts.events.enumerated().filter { $0.element > 0 }.map { number, count in
      KindCount(
        kind: EventKind(rawValue: UInt16(number)), count: count,
        perSecond: perSecond(count - previous.events[number]))
    }
  }

  var eventsPerSecond: UInt64 { perSecond(counts.eventCount - previous.eventCount) }

  /// What was lost, in a certain order.
  var losses: [(lost: LossLedger.Lost, count: UInt64)] {
    counts.lost.sorted { first, second in
      (first.key.reason.rawValue, first.key.kind?.rawValue ?? 0)
        < (second.key.reason.rawValue, second.key.kind?.rawValue ?? 0)
    }.map { ($0.key, $0.value) }
  }

  /// Nanoseconds of a clock that an event has cost, since the recording began.
  func perEvent(_ clock: KeyPath<ProcessorTime, UInt64>) -> UInt64 {
    let events = counts.eventCount - first.eventCount
    let time = counts.processor[keyPath: clock] - first.processor[keyPath: clock]
    return events == 0 ? 0 : time / events
  }

  /// Rounded.
  private func perSecond(_ count: UInt64) -> UInt64 {
    let milliseconds = (counts.time - previous.time) / 1_000_000
    return milliseconds == 0 ? 0 : (count * 1000 + milliseconds / 2) / milliseconds
  }
}

extension SensorStatus.ProcessorTime {
  var all: UInt64 { user + system }
}
