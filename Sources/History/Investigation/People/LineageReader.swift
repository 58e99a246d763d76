import Events
import Filters

/// Looks up lineages.
struct LineageReader {
  /// So many commands are told.
  private static let mostBefore = 6
  /// Among so many programs of the session they are looked for.
  private static let mostLooked = 4000
  /// No chain is longer.
  private static let mostAncestors = 32
  /// Clocks that are set while a process runs, and how late a process runs its first program.
  private static let slack: Int64 = 2_000_000_000

  let history: History
  private let reader = FieldReader(Array(RunProgram.fields))
  private(set) var problems: [History.Problem] = []

  init(history: History) {
    self.history = history
  }

  /// What is known of a process as of a moment.
  ///
  /// - Parameters:
  ///   - process: its `process.id`.
  ///   - parent: the parent's, for a process that has run nothing of its own.
  ///   - started: when it was started, nanoseconds since 1970.
  ///   - time: of the moment.
  /// - Returns: its programs and its ancestors'.
  /// - Throws: ``HistoryError``.
  mutating func lineage(
    of process: String, parent: String?, started: Int64?, at time: Int64
  ) throws -> Lineage {
    var lineage = Lineage()
    var next = process
    var moment = time
    // How far the clock is from the time since boot, of which ids are made.
    let offset = started.flatMap { started in ProcessName(process).map { started - $0.start } }
    var substitute = parent
    while lineage.programs.count < Self.mostAncestors {
      let start = ProcessName(next).flatMap { name in offset.map { name.start + $0 } }
      if let program = try program(of: next, from: start, until: moment) {
        lineage.programs.append(program)
        moment = min(moment, program.started ?? program.time)
        substitute = nil
        guard let above = program.parent else { break }
        next = above
      } else if let above = substitute {
        next = above
        substitute = nil
      } else {
        break
      }
    }
    lineage.before = try before(lineage)
    return lineage
  }

  /// The last program that a process ran until a moment.
  private mutating func program(
    of process: String, from start: Int64?, until time: Int64
  ) throws -> RunProgram? {
    let from = start.map { min($0 - Self.slack, time) } ?? .min
    let mine = Filter.field("process.id", isOneOf: [process])
    if let program = try first(
      mine, [.processExec, .processSnapshot], in: from...time, { _ in true })
    {
      return program
    }
    // One that ran already when the sensor started was told after what it had done before.
    return try first(mine, [.processSnapshot], in: time ... .max) { _ in true }
  }

  /// What was typed at the same terminal before.
  private mutating func before(_ lineage: Lineage) throws -> [RunProgram] {
    guard let own = lineage.typed ?? lineage.shell ?? lineage.program,
      let terminal = own.person.terminal, let session = own.person.session
    else { return [] }
    var found: [RunProgram] = []
    var looked = 0
    let mine = Filter.all([
      .field("session.id", isOneOf: [session]), .field("process.tty", isOneOf: [terminal]),
    ])
    let chain = Set(lineage.programs.map(\.process))
    // Names of terminals are used again: what was before the first shell is somebody else's.
    let shell = lineage.programs.last { $0.isInteractiveShell && $0.person.terminal == terminal }
    let start = min(shell?.time ?? own.time, own.time)
    _ = try first(mine, [.processExec], in: start...own.time) { program in
      looked += 1
      let isTyped = program.isJob && !chain.contains(program.process)
      if isTyped, program.person.terminal == terminal { found.append(program) }
      return found.count == Self.mostBefore || looked == Self.mostLooked
    }
    return found.reversed()
  }

  /// The latest program that is meant.
  private mutating func first(
    _ condition: Filter, _ kinds: Set<EventKind>, in times: ClosedRange<Int64>,
    _ isMeant: (RunProgram) -> Bool
  ) throws -> RunProgram? {
    var found: RunProgram?
    let selection = EventSelection(
      times: times, kinds: kinds, condition: condition, isBackwards: true,
      fields: RunProgram.fields)
    problems += try history.forEach(selection) { line in
      try reader.read(line)
      guard reader.number("result") ?? 0 == 0, !reader.isTrue("process.kernel_thread") else {
        return true
      }
      let program = RunProgram(line, reader)
      guard isMeant(program) else { return true }
      found = program
      return false
    }
    return found
  }
}
