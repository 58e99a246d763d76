import ArgumentParser
import Filters
import History

/// `lookback tty search`: looks through what terminals showed.
struct TTYSearch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract:
      "Looks for a text in what terminals showed, edits resolved; exits with 1 where it is nowhere."
  )

  @Argument(help: "The text.")
  var text: String

  @Flag(help: "The text is a regular expression; see docs/filters.md.")
  var regex = false

  @Flag(name: [.short, .long], help: "Capital and small letters are the same.")
  var ignoreCase = false

  @Option(help: ArgumentHelp("Only sessions that this user used.", valueName: "name"))
  var user: String?

  @OptionGroup var options: HistoryOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !text.isEmpty else { throw ValidationError("what is to be looked for is empty") }
    do throws(FilterError) { _ = try pattern } catch { throw ValidationError("\(error)") }
  }

  private var pattern: TextSearch {
    get throws(FilterError) { try TextSearch(text, isRegex: regex, ignoresCase: ignoreCase) }
  }

  func run() throws {
    var isFound = false
    let history = try options.open()
    let times = try options.times
    let search = try pattern
    let survey = try TerminalSurvey(history)
    let sessions = survey.sessions.filter { session in
      session.times.overlaps(times) && user.map(session.hasUser) ?? true
    }
    try OutputWriter.run(output) { writer in
      for session in sessions {
        let recording = try TerminalRecording(session, in: history)
        try TerminalTranscript.forEach(recording) { part in
          guard case .line(let line, let time, _, _) = part, times.contains(time) else { return }
          guard let match = search.firstMatch(in: line.utf8.span) else { return }
          isFound = true
          try Self.write(line, match, of: session, at: time, writer)
        }
      }
    }
    try tellWhatIsMissing(of: times, in: history, survey.problems)
    if !isFound { throw ExitCode.failure }
  }

  private static func write(
    _ line: String, _ match: Range<Int>, of session: TerminalSession, at time: Int64,
    _ writer: OutputWriter
  ) throws {
    let color = writer.traits.hasColor
    let bytes = Array(line.utf8)
    func visible(_ range: Range<Int>) -> String {
      VisibleText(String(decoding: bytes[range], as: UTF8.self)).text
    }
    try writer.write(
      TextStyle.name.applied(to: VisibleText(session.name).text, hasColor: color) + "  "
        + TextStyle.dim.applied(to: TimeText().text(time), hasColor: color) + "  "
        + visible(0..<match.lowerBound)
        + TextStyle.bad.applied(to: visible(match), hasColor: color)
        + visible(match.upperBound..<bytes.count) + "\n")
  }
}
