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
