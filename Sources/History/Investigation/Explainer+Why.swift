extension Explainer {
  /// The command as it was run or typed, and what was before it.
  ///
  /// - Parameters:
  ///   - lineage: of the process.
  ///   - process: its id, to see whether it ran the program itself.
  ///   - person: as whom.
  ///   - time: when it did what is asked for.
  /// - Returns: a sentence for each.
  /// - Throws: ``HistoryError``.
  func why(
    _ lineage: Lineage, process: String, person: Person, at time: Int64
  ) throws -> [Clause] {
    var clauses: [Clause] = []
    if let program = lineage.program {
      clauses.append(command(program, lineage, isItself: program.process == process))
    } else {
      clauses.append(.unknown("Which program began it was not recorded."))
    }
    let line = try typedLine(lineage, person, at: time)
    if let line {
      clauses.append(
        Clause("Entered at \(Words.time(line.time)): \(line.text)", [line.event]))
    } else if let typed = lineage.typed, typed.process != process {
      clauses.append(
        Clause(
          "It is part of what was typed at \(Words.time(typed.time)): \(typed.command)",
          [
            typed.event
          ]))
    }
    if lineage.programs.count > 1 {
      let names = lineage.programs.map { "\($0.name) (\($0.pid))" }
      clauses.append(
        Clause("From it upwards: \(names.joined(separator: " ← ")).", lineage.programs.map(\.event))
      )
    }
    if !lineage.before.isEmpty {
      let commands = lineage.before.map { "\(Self.clock($0.time)) \($0.command)" }
      clauses.append(
        Clause(
          "Before it, at that terminal: \(commands.joined(separator: "; ")).",
          lineage.before.map(\.event)))
    }
    if let terminal = person.terminal {
      clauses.append(Clause("What \(terminal) showed: `lookback tty` has it."))
    }
    clauses.append(.unknown("What it was wanted for, no event says."))
    return clauses
  }

  private func command(
    _ program: RunProgram, _ lineage: Lineage, isItself: Bool
  ) -> Clause {
    let place = program.directory.map { ", in \($0)" } ?? ""
    guard isItself else {
      return Clause(
        "No program was run for it: \(program.name) (pid \(program.pid)) did it with commands of its own. It was "
          + "run at \(Words.time(program.time)): \(program.command)", [program.event])
    }
    if program.wasRunning {
      return Clause(
        "It ran already when the recording began\(place): \(program.command)", [program.event])
    }
    let parent = lineage.programs.dropFirst().first
    if let typed = lineage.typed, typed.process == program.process, let parent {
      return Clause(
        "Typed at \(Words.time(program.time)) into \(parent.name) (pid \(parent.pid))\(place): \(program.command)",
        [program.event, parent.event])
    }
    let by =
      parent.map { " by \($0.name) (pid \($0.pid))" }
      ?? program.parentProgram.map { " by \(Words.name($0))" } ?? ""
    return Clause(
      "Run at \(Words.time(program.time))\(by)\(place): \(program.command)",
      [program.event] + (parent.map { [$0.event] } ?? []))
  }

  private func typedLine(
    _ lineage: Lineage, _ person: Person, at time: Int64
  ) throws -> TypedLine? {
    guard let typedLines, let terminal = person.terminal, let shell = lineage.shell,
      shell.person.terminal == terminal
    else { return nil }
    return try typedLines.lines(at: terminal, in: min(shell.time, time)...time).last
  }

  /// The time of day.
  static func clock(_ time: Int64) -> String {
    let text = TimeText(digits: 0).text(time)
    return text.split(separator: " ").dropFirst().first.map(String.init) ?? text
  }
}
