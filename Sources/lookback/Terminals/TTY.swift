import ArgumentParser
import Events
import History

/// `lookback tty`: terminals that were recorded.
struct TTY: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tty",
    abstract:
      "Shows terminals that were recorded: what was typed, as far as it was seen, and what came of it.",
    discussion: """
      A session is named by its terminal and its leader, as `lookback tty list` has it: pts/3:4711. The terminal alone, \
      the number or the id of a process at it will do where no other session is meant. What was recorded is never \
      sent to this terminal as it is: it goes through an emulator, and comes out as cells.
      """,
    subcommands: [
      TTYList.self, TTYShow.self, TTYReplay.self, TTYSearch.self, TTYExport.self,
    ])
}

/// Which session is meant.
struct TerminalOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The session, such as pts/3:4711.", valueName: "session"))
  var session: String

  @OptionGroup var options: HistoryOptions

  /// Reads what is kept of it.
  func recording(in history: History) throws -> TerminalRecording {
    try terminalRecording(session, in: history, try options.times)
  }
}

/// Reads what is kept of the one session that is meant by a text and was in a time.
func terminalRecording(
  _ session: String, in history: History, _ times: ClosedRange<Int64>
) throws -> TerminalRecording {
  let meant = try TerminalSurvey(history).sessions(meantBy: session)
    .filter { $0.times.overlaps(times) }
  let name = VisibleText(session).text
  guard let first = meant.first else {
    throw Failure("there is no session '\(name)' in that time; `lookback tty list` names them")
  }
  guard meant.count == 1 else {
    let time = TimeText(digits: 0)
    let names = meant.suffix(8).map { "\($0.name) (from \(time.text($0.times.lowerBound)))" }
    throw Failure(
      "'\(name)' is \(meant.count) sessions, such as \(VisibleText(names.joined(separator: ", ")).text); "
        + "say a whole name, or a time by --from and --to")
  }
  return try TerminalRecording(first, in: history)
}
