import Events
import Filters

extension Explainer {
  /// What a process was, as of a moment.
  ///
  /// - Parameters:
  ///   - pid: its number, which others may have had at other times.
  ///   - time: nanoseconds since 1970.
  /// - Returns: the findings.
  /// - Throws: ``HistoryError``; `missing` where no process of that number is known then.
  public func explain(pid: UInt64, at time: Int64) throws -> Explanation {
    guard let process = try process(pid, at: time) else {
      throw HistoryError("no process \(pid) is known at \(Words.time(time))", .missing)
    }
    return explanation([try finding(of: process, at: time)])
  }

  /// The process of a number at a moment, by what it did last before; else by what it did first after, if it had been
  /// started by then.
  private func process(_ pid: UInt64, at time: Int64) throws -> ActingProcess? {
    var found: ActingProcess?
    let mine = Filter.field("process.pid", isOneOf: [pid])
    let kinds = Set(EventCatalog.all.map(\.kind))
    try events(kinds, mine, in: .min...time, fields: ActingProcess.fields, backwards: true) {
      line, reader in
      found = ActingProcess(line, reader)
      return false
    }
    if let found, found.hasEnded, found.time < time { return nil }
    if found != nil { return found }
    try events(kinds, mine, in: time ... .max, fields: ActingProcess.fields) { line, reader in
      let process = ActingProcess(line, reader)
      if process.started ?? .max <= time { found = process }
      return false
    }
    return found
  }

  /// What, who and why of a process.
  func finding(of process: ActingProcess, at time: Int64) throws -> Finding {
    var finding = Finding(.process)
    let lineage = try lineage(
      of: process.id, parent: process.parent, started: process.started, at: time)
    finding.what = try doings(of: process, lineage)
    finding.who = try who(process.person, process.event, at: time)
    finding.why = try why(lineage, process: process.id, person: process.person, at: time)
    finding.facts = [
      ("process", .string(process.id)), ("pid", .number(process.pid)),
      ("program", .text(process.program)), ("person", process.person.json),
      ("command", .strings(lineage.program?.argv ?? [])),
      ("ancestors", .strings(lineage.programs.dropFirst().map(\.process))),
    ]
    return finding
  }

  /// What a process was seen to do, from its beginning to its end.
  private func doings(of process: ActingProcess, _ lineage: Lineage) throws -> [Clause] {
    var tally = DoingsTally()
    let mine = Filter.field("process.id", isOneOf: [process.id])
    let kinds = Set(EventCatalog.all.map(\.kind))
    try events(
      kinds, mine, in: (process.started ?? .min) ... .max, fields: DoingsTally.fields
    ) { line, reader in
      tally.note(line, reader)
      return true
    }
    let name = process.program.map(Words.name) ?? "a program of no known name"
    var clauses = [
      Clause(
        "\(name) (pid \(process.pid))"
          + (process.started.map { ", started at \(Words.time($0))" } ?? "") + ".",
        lineage.program.flatMap { $0.process == process.id ? [$0.event] : nil } ?? [process.event])
    ]
    clauses += tally.clauses
    return clauses
  }
}

/// Who acts in an event.
struct ActingProcess {
  static let fields = Set(
    Person.fields + [
      "run", "process.id", "process.pid", "process.parent.id", "process.parent.pid",
      "process.parent.exe", "process.exe", "process.start",
    ])

  var event: EventReference
  var time: Int64
  var hasEnded: Bool
  var id: String
  var pid: Int64
  var parent: String?
  var parentPid: Int64?
  var parentProgram: String?
  var program: String?
  var started: Int64?
  var person: Person

  init(_ line: SegmentLine, _ reader: FieldReader) {
    event = EventReference(run: reader.text("run") ?? "", sequence: line.sequence)
    time = line.time
    hasEnded = line.kind == .processExit || line.kind == .processGone
    id = reader.text("process.id") ?? ""
    pid = reader.number("process.pid") ?? 0
    parent = reader.text("process.parent.id")
    parentPid = reader.number("process.parent.pid")
    parentProgram = reader.text("process.parent.exe")
    program = reader.text("process.exe")
    started = reader.time("process.start")
    person = Person(reader)
  }
}
