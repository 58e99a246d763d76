import Events

/// Makes a session's story of its events, in the order in which they came.
///
/// A line is a command: what a shell that somebody types into gave a process group of its own, or what a session
/// without such a shell began with. What a command starts belongs to its line. What a shell does without any
/// program is a line too; what was typed for it only the recording of its terminal knows.
struct TimelineBuilder {
  /// Of less than five minutes without anything nothing is said.
  private static let idleLimit: Int64 = 300_000_000_000
  /// What a shell does by itself with no longer pauses is one line.
  private static let shellPause: Int64 = 2_000_000_000

  private let session: String
  private var person: Person?
  private var entries: [TimelineEntry] = []
  private var doings: [CommandDoings] = []
  /// The lines to which processes belong.
  private var lines: [String: Int] = [:]
  /// The lines of process groups.
  private var groups: [Int64: Int] = [:]
  /// The lines of which processes are the commands themselves.
  private var leaders: [String: Int] = [:]
  /// The shells that somebody types into, by themselves and by what they forked and has run nothing yet.
  private var shells: [String: String] = [:]
  /// The last line of what each of them did itself.
  private var ownLines: [String: Int] = [:]
  /// Commands under way; a shell that waits for somebody is none.
  private var running: Set<Int> = []
  private var lastTime: Int64?
  private var terminals: Set<String> = []

  init(_ session: String) {
    self.session = session
  }

  /// Takes in an event of the session.
  mutating func note(_ line: SegmentLine, _ reader: FieldReader) {
    let event = EventReference(run: reader.text("run") ?? "", sequence: line.sequence)
    let process = reader.text("process.id") ?? ""
    if person == nil { person = Person(reader) }
    if let terminal = reader.text("process.tty") { terminals.insert(terminal) }
    // A fork is the beginning of what comes next.
    defer { if line.kind != .processFork { lastTime = max(lastTime ?? .min, line.time) } }
    switch line.kind {
    case .processExec, .processSnapshot:
      if reader.number("result") ?? 0 == 0 { run(RunProgram(line, reader)) }
    case .processFork:
      guard let child = reader.text("child.id") else { return }
      lines[child] = lines[process]
      shells[child] = shells[process]
    case .processExit: exit(process, line, reader, event)
    case .authAttempt, .sessionOpen, .sessionClose: login(line, reader, event)
    default:
      let index = index(of: process, line, reader, event)
      doings[index].note(line, reader, event)
    }
  }

  /// The story, once all is taken in; nil: there is none.
  func story() -> SessionStory? {
    guard let person else { return nil }
    let least = entries.map(\.depth).min() ?? 0
    var told: [TimelineEntry] = []
    for (index, entry) in entries.enumerated() {
      var entry = entry
      entry.depth -= least
      entry.doings = doings[index].clauses
      if entry.sort != .builtin || !entry.doings.isEmpty { told.append(entry) }
    }
    return SessionStory(
      session: session, entry: person.entry, person: person, terminals: terminals, entries: told)
  }

  // MARK: - Programs

  private mutating func run(_ program: RunProgram) {
    // Where its fork was not told, its parent says whether it was typed.
    let parent = lines[program.process] == nil ? program.parent : nil
    let shell = shells.removeValue(forKey: program.process) ?? parent.flatMap { shells[$0] }
    if let index = place(of: program, below: shell) {
      lines[program.process] = index
      doings[index].addProgram(program.command, program.event)
    } else {
      let already = program.wasRunning ? ", which ran already" : ""
      append(
        TimelineEntry(
          sort: .command, time: program.time, depth: program.person.users.count,
          text: program.command + already, directory: program.directory, pid: program.pid,
          user: program.person.name, events: [program.event]))
      lines[program.process] = entries.count - 1
      leaders[program.process] = entries.count - 1
      running.insert(entries.count - 1)
      if let group = program.group { groups[group] = entries.count - 1 }
    }
    guard program.isInteractiveShell else { return }
    shells[program.process] = program.process
    if let index = lines[program.process] { running.remove(index) }
  }

  /// The line to which a program belongs; nil: it is one of its own.
  private mutating func place(of program: RunProgram, below shell: String?) -> Int? {
    if program.wasRunning { return nil }
    guard let shell else { return lines[program.process] ?? program.parent.flatMap { lines[$0] } }
    if program.isJob { return nil }
    // A pipe's next program; or what the shell runs for itself, as it begins or for its prompt.
    if let index = program.group.flatMap({ groups[$0] }), index != lines[shell] { return index }
    return ownLine(of: shell, program.time, program.person, program.event)
  }

  private mutating func exit(
    _ process: String, _ line: SegmentLine, _ reader: FieldReader, _ event: EventReference
  ) {
    lines[process] = nil
    shells[process] = nil
    guard let index = leaders.removeValue(forKey: process) else { return }
    running.remove(index)
    entries[index].status = reader.number("exit.code")
    entries[index].signal = reader.text("exit.signal_name")
    entries[index].duration = line.time - entries[index].time
    entries[index].events.append(event)
  }

  // MARK: - Lines

  /// The line to which something belongs that a process did.
  private mutating func index(
    of process: String, _ line: SegmentLine, _ reader: FieldReader, _ event: EventReference
  ) -> Int {
    if let shell = shells[process] { return ownLine(of: shell, line.time, Person(reader), event) }
    if let index = lines[process] { return index }
    if let parent = reader.text("process.parent.id"), let index = lines[parent] {
      lines[process] = index
      return index
    }
    // It was there before the time that is told.
    let person = Person(reader)
    let name = reader.text("process.exe").map(Words.name) ?? "a program of no known name"
    append(
      TimelineEntry(
        sort: .command, time: line.time, depth: person.users.count,
        text: "\(name), which ran already", pid: reader.number("process.pid"), user: person.name,
        events: [event]))
    lines[process] = entries.count - 1
    leaders[process] = entries.count - 1
    return entries.count - 1
  }

  /// The line of what a shell does without any program.
  private mutating func ownLine(
    of shell: String, _ time: Int64, _ person: Person, _ event: EventReference
  ) -> Int {
    if let index = ownLines[shell], let lastTime,
      index == entries.count - 1 || time - lastTime < Self.shellPause, index >= entries.count - 2
    {
      return index
    }
    append(
      TimelineEntry(
        sort: .builtin, time: time, depth: person.users.count, text: "(the shell itself)",
        user: person.name, events: [event]))
    ownLines[shell] = entries.count - 1
    return entries.count - 1
  }

  private mutating func login(
    _ line: SegmentLine, _ reader: FieldReader, _ event: EventReference
  ) {
    let person = Person(reader)
    let service = reader.text("auth.service") ?? reader.text("login.service") ?? "a program"
    let user = reader.text("auth.user") ?? reader.text("login.user") ?? "somebody"
    let isGood = reader.isTrue("auth.success") || reader.isTrue("login.success")
    let text =
      switch line.kind {
      case .authAttempt:
        "\(service): \(user) \(isGood ? "was let in" : "was not let in")"
      case .sessionOpen: "\(service): a session of \(user) \(isGood ? "began" : "was refused")"
      default: "\(service): the session of \(user) ended"
      }
    append(
      TimelineEntry(
        sort: .login, time: line.time, depth: person.users.count, text: text, user: person.name,
        events: [event]))
  }

  private mutating func append(_ entry: TimelineEntry) {
    if let lastTime, entry.time - lastTime >= Self.idleLimit, running.isEmpty {
      let pause = entry.time - lastTime
      entries.append(
        TimelineEntry(
          sort: .idle, time: lastTime, depth: entry.depth,
          text: "\(Words.duration(pause)) nothing", user: "", duration: pause, events: []))
      doings.append(CommandDoings())
    }
    entries.append(entry)
    doings.append(CommandDoings())
  }
}
