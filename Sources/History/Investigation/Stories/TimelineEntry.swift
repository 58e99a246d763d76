/// A line of a session's story.
public struct TimelineEntry: Sendable {
  /// What sort of line it is.
  public enum Sort: String, Sendable, CaseIterable {
    /// A program that was run, or a line that was typed.
    case command
    /// What a shell did with commands of its own, which are no programs.
    case builtin
    /// Somebody came, went, or became somebody else.
    case login
    /// For a while, nothing.
    case idle
  }

  public var sort: Sort
  public var time: Int64
  /// How many times the user was changed on the way here, by su, sudo and the like.
  public var depth: Int
  public var text: String
  /// Where it was run.
  public var directory: String?
  public var pid: Int64?
  /// As whom.
  public var user: String
  /// The exit status; nil: it has not ended, or a signal ended it.
  public var status: Int64?
  /// The signal that ended it.
  public var signal: String?
  /// Nanoseconds until its end; nil: that was not seen.
  public var duration: Int64?
  public var events: [EventReference]
  /// What it did: connections, files, other programs.
  public var doings: [Clause] = []

  /// For programs.
  public var json: AnswerJSON {
    .object([
      ("sort", .string(sort.rawValue)), ("time", .time(time)), ("depth", .count(depth)),
      ("text", .string(text)), ("directory", .text(directory)),
      ("pid", .count(pid.map { Int($0) })),
      ("user", .string(user)), ("status", .count(status.map { Int($0) })),
      ("signal", .text(signal)), ("duration_ns", .count(duration.map { Int($0) })),
      ("events", .strings(events.map(\.description))),
      ("doings", .list(doings.map(\.json))),
    ])
  }
}

/// What one session came to.
public struct SessionStory: Sendable {
  /// `session.id`.
  public var session: String
  /// The one who came in, and how; nil: that is not known.
  public var entry: String?
  public var person: Person
  /// The terminals that its processes had.
  public var terminals: Set<String> = []
  /// In the order of time.
  public var entries: [TimelineEntry]

  /// For programs.
  public var json: AnswerJSON {
    .object([
      ("session", .string(session)), ("person", person.json),
      ("entries", .list(entries.map(\.json))),
    ])
  }
}
