import Events
import Filters

/// A process with those it descends from, and what was run before it in its session.
public struct Lineage: Sendable {
  /// From the program itself to the one that is furthest up and known.
  public var programs: [RunProgram] = []
  /// What else was typed at the same terminal, in the order of time; the latest of it.
  public var before: [RunProgram] = []

  /// The program itself.
  public var program: RunProgram? { programs.first }

  /// The nearest shell above it, or itself, that somebody types into.
  public var shell: RunProgram? { programs.first { $0.isInteractiveShell } }

  /// What was typed for it: the highest program below the shell that has a group of its own.
  public var typed: RunProgram? {
    guard let index = programs.firstIndex(where: { $0.isInteractiveShell }), index > 0 else {
      return nil
    }
    let command = programs[index - 1]
    return command.isJob ? command : nil
  }
}

/// Looks up lineages.
struct LineageReader {
  /// So many commands are told.
  static let mostBefore = 6
  /// Of so many programs of a session is looked for them.
  private static let mostLooked = 4000
  /// No chain is longer.
  private static let mostAncestors = 32

  let history: History

  /// What is known of a process as of a moment.
  ///
  /// - Parameters:
  ///   - process: its `process.id`.
  ///   - parent: the parent's, where a process has run nothing of its own.
  ///   - session: its `session.id`; nil: what was before is not looked for.
  ///   - time: of the moment, nanoseconds since 1970.
  /// - Throws: ``HistoryError``.
  func lineage(
    of process: String, parent: String?, session: String?, at time: Int64
  ) throws -> (lineage: Lineage, problems: [History.Problem]) {
    var search = LineageSearch(process: process, parent: parent)
    var problems: [History.Problem] = []
    let reader = FieldReader(Array(RunProgram.fields))
    if let session {
      var looked = 0
      problems += try programs(
        .field("session.id", isOneOf: [session]), before: time, reader
      ) { program in
        search.take(program)
        looked += 1
        return
          !(search.isDone && (search.before.count >= Self.mostBefore || looked > Self.mostLooked))
      }
    }
    // Above the session, and where nothing is known of one: each by its id.
    while let missing = search.missing, search.chain.count < Self.mostAncestors {
      var found = false
      problems += try programs(
        .field("process.id", isOneOf: [missing]), before: search.chain.last?.time ?? time, reader
      ) { program in
        found = search.take(program)
        return false
      }
      if !found { break }
    }
    return (Lineage(programs: search.chain, before: search.before.reversed()), problems)
  }

  private func programs(
    _ condition: Filter, before time: Int64, _ reader: FieldReader,
    _ body: (RunProgram) -> Bool
  ) throws -> [History.Problem] {
    let selection = EventSelection(
      times: .min...time, kinds: [.processExec, .processSnapshot], condition: condition,
      isBackwards: true, fields: RunProgram.fields)
    return try history.forEach(selection) { line in
      try reader.read(line)
      guard reader.number("result") ?? 0 == 0, !reader.isTrue("process.kernel_thread") else {
        return true
      }
      return body(RunProgram(line, reader))
    }
  }
}

/// Takes programs from the latest to the first one, and keeps those that a process descends from.
private struct LineageSearch {
  private(set) var chain: [RunProgram] = []
  private(set) var before: [RunProgram] = []
  /// The process whose program is looked for; nil: all are known.
  private(set) var missing: String?
  /// Of a process that has run nothing itself.
  private var parent: String?
  private let process: String

  init(process: String, parent: String?) {
    self.process = process
    self.parent = parent
    missing = process
  }

  /// Whether the rest is above the session.
  var isDone: Bool {
    guard let last = chain.last else { return false }
    return missing == nil || last.process == last.person.session
  }

  /// - Returns: whether it belongs to the chain.
  @discardableResult
  mutating func take(_ program: RunProgram) -> Bool {
    if program.process == missing || (chain.isEmpty && program.process == parent) {
      chain.append(program)
      missing = program.parent
      return true
    }
    // What was typed where the process was, or its shell; not what is part of another command.
    guard let own = chain.first, before.count < LineageReader.mostBefore,
      own.person.terminal != nil, program.person.terminal == own.person.terminal,
      program.isJob, program.process != own.process
    else { return false }
    before.append(program)
    return false
  }
}
