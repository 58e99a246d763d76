import ArgumentParser
import History

/// `lookback timeline`: the story of a session.
struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract: "Tells what somebody did, command by command.",
    discussion: """
      Without --session, --process and --user it is the story of everybody who had a terminal. Below a command stands \
      what it did: connections, files, other programs. Commands of a user that was changed by su or sudo stand further \
      to the right.
      """)

  @Option(help: ArgumentHelp("The session: a session.id.", valueName: "id"))
  var session: String?

  @Option(
    help: ArgumentHelp(
      "This process and all that it started: a process.id, or its number if only one had it.",
      valueName: "process"))
  var process: String?

  @Option(help: ArgumentHelp("Who came in by this name, or became it.", valueName: "name"))
  var user: String?

  @OptionGroup var options: HistoryOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "A JSON object for each session, one a line.")
  var json = false

  func validate() throws {
    guard [session, process, user].count(where: { $0 != nil }) <= 1 else {
      throw ValidationError("timeline takes one of --session, --process and --user")
    }
  }

  func run() throws {
    let history = try options.open()
    let times = try options.times
    let timeline = try Timeline(of: try subject(history, times), in: times, history)
    try OutputWriter.run(output) { writer in
      if json {
        for story in timeline.stories { try writer.write(story.json.description + "\n") }
      } else if timeline.stories.isEmpty {
        try writer.write("Nothing was done in that time, as far as was recorded.\n")
      } else {
        try TimelineText(writer).write(timeline.stories)
      }
    }
    try tellWhatIsMissing(of: times, in: history, timeline.problems)
  }

  private func subject(
    _ history: History, _ times: ClosedRange<Int64>
  ) throws -> Timeline.Subject {
    if let session { return .session(session) }
    if let user { return .user(user) }
    guard let process else { return .terminals }
    guard let pid = UInt64(process) else { return .process(process) }
    let ids = try ProcessNumbers.processes(of: pid, in: times, history)
    guard let id = ids.first else { throw Failure("no process \(pid) is known in that time") }
    guard ids.count == 1 else {
      throw Failure(
        "\(ids.count) processes had the number \(pid); say which: \(ids.joined(separator: ", "))")
    }
    return .process(id)
  }
}
