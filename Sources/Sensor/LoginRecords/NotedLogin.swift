import Enrichment
import Events

/// What a file says of a login, and what is known of the process that it names.
struct NotedLogin {
  var kind: EventKind
  var source: LoginSource
  var record: LoginRecord
  /// When it happened, in nanoseconds since boot: the record's own time, where that can be true.
  var time: UInt64
  /// The record's own time where it cannot be when it was written, in nanoseconds since boot.
  var statedTime: Int64?
  /// Which process it was; nil: none that is known.
  var life: Life?
  /// Its ancestors, from the parent on.
  var ancestors: [Life] = []
  /// The process as the event has it.
  var header: HeaderTemplate

  /// A record is written when it happens, and read at once: in so many nanoseconds.
  static let delay: UInt64 = 10_000_000_000

  /// Nil where the record tells of no login.
  ///
  /// - Parameters:
  ///   - entry: the record.
  ///   - offset: nanoseconds from boot to 1970 as all events have it.
  init?(_ entry: LoginWatch.Entry, bootToRealtimeOffset offset: Int64) {
    guard case .event(let kind) = entry.record.meaning(in: entry.file) else { return nil }
    self.kind = kind
    source = entry.file.source
    record = entry.record
    let earliest = entry.readTime - min(entry.readTime, Self.delay)
    if let own = UInt64(exactly: entry.ownTime), (earliest...entry.readTime).contains(own) {
      time = own
    } else {
      time = entry.readTime
      statedTime = entry.record.time - offset
    }
    header = HeaderTemplate(bootNanoseconds: time)
    // Until it is known who acts, that is nobody, and not root.
    header.userID = .max
    header.effectiveUserID = .max
    header.groupID = .max
    header.effectiveGroupID = .max
  }

  /// Whether a process of the record's number that began at this moment can be the one: it ran when
  /// it noted this, by a clock that some read to the second only.
  func canBe(startedAt start: UInt64) -> Bool { start <= time + 1_000_000_000 }

  /// Whether it says the same as another one: a program and a module that it uses both note a session.
  func repeats(_ other: NotedLogin) -> Bool {
    kind != .authAttempt && kind == other.kind && record.processID == other.record.processID
      && record.processID != 0 && record.line == other.record.line
      && record.user == other.record.user
  }

  /// The event's record.
  var event: [UInt8] {
    RecordBuilder.login(
      kind, header: header, source: source, success: kind != .authAttempt, user: record.user,
      remote: record.remote, terminal: record.line, processID: record.processID, time: statedTime)
  }
}
