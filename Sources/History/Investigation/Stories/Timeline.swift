import Events
import Filters

/// The stories of sessions: what somebody did, command by command.
public struct Timeline {
  /// Whose story.
  public enum Subject: Sendable, Equatable {
    /// `session.id`.
    case session(String)
    /// A process and all that it started: its `process.id`.
    case process(String)
    /// The name of a user: who came in by it or became it.
    case user(String)
    /// Everybody who had a terminal.
    case terminals
  }

  /// In the order in which they began.
  public private(set) var stories: [SessionStory] = []
  /// What could not be read.
  public private(set) var problems: [History.Problem] = []

  static let kinds: Set<EventKind> = [
    .processExec, .processFork, .processExit, .processSnapshot, .netConnect, .netConnects,
    .netSend, .netClose, .fileOpen, .fileWrite, .fileRename, .fileUnlink, .fileLink,
    .fileSymlink, .fileChmod, .fileChown, .fileTruncate, .authAttempt, .sessionOpen,
    .sessionClose, .processSignal, .moduleLoad,
  ]
  static let fields = RunProgram.fields.union([
    "child.id", "exit.code", "exit.signal_name", "net.type", "net.origin", "net.state", "net.count",
    "remote.address", "remote.port", "packet.destination", "packet.destination_port", "file.path",
    "file.target.path", "file.created", "auth.service", "auth.user", "auth.success", "auth.remote",
    "login.service", "login.user", "login.success", "signal.name", "target.pid",
  ])

  /// Reads them.
  ///
  /// - Parameters:
  ///   - subject: whose.
  ///   - times: nanoseconds since 1970.
  ///   - history: that is asked.
  ///   - typedLines: what shells were given, where the recording of terminals can be asked for it.
  /// - Throws: ``HistoryError``.
  public init(
    of subject: Subject, in times: ClosedRange<Int64>, _ history: History,
    typedLines: (any TypedLines)? = nil
  ) throws {
    let reader = FieldReader(Array(Self.fields))
    var builders: [String: TimelineBuilder] = [:]
    var order: [String] = []
    var family: Set<String> = []
    if case .process(let id) = subject { family = [id] }
    let selection = EventSelection(
      times: times, kinds: Self.kinds, condition: Self.condition(subject), fields: Self.fields)
    problems = try history.forEach(selection) { line in
      try reader.read(line)
      let process = reader.text("process.id") ?? ""
      switch subject {
      case .process:
        // In its parent's line a child is told of before it does anything.
        guard family.contains(process) || family.contains(reader.text("process.parent.id") ?? "")
        else { return true }
        family.insert(process)
        if line.kind == .processFork, let child = reader.text("child.id") { family.insert(child) }
      case .user(let name):
        guard Self.isOf(name, reader) else { return true }
      case .session, .terminals: break
      }
      let session = reader.text("session.id") ?? process
      if builders[session] == nil {
        order.append(session)
        builders[session] = TimelineBuilder(session)
      }
      builders[session]?.note(line, reader)
      return true
    }
    stories = order.compactMap { builders[$0]?.story() }.filter { !$0.entries.isEmpty }
    guard let typedLines else { return }
    for index in stories.indices {
      let moments = stories[index].entries.map(\.time)
      guard let first = moments.min(), let last = moments.max() else { continue }
      for terminal in stories[index].terminals.sorted() {
        stories[index].add(try typedLines.lines(at: terminal, in: first...last))
      }
    }
  }

  /// What SQL can decide; the rest is looked at line by line.
  private static func condition(_ subject: Subject) -> Filter? {
    switch subject {
    case .session(let id): .field("session.id", isOneOf: [id])
    case .process: nil
    // A list's elements, and so who became somebody, are beyond SQL.
    case .user: nil
    case .terminals: .exists("process.tty")
    }
  }

  private static func isOf(_ name: String, _ reader: FieldReader) -> Bool {
    reader.text("user.name") == name || reader.text("user.login.name") == name
      || reader.text("entry.user.name") == name
      || reader.list("session.users")?.contains(name) == true
  }
}
