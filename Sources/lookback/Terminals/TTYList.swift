import ArgumentParser
import Events
import History

/// `lookback tty list`: the sessions of terminals.
struct TTYList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the sessions of terminals that were recorded.")

  @OptionGroup var options: HistoryOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Only those that this user used.", valueName: "name"))
  var user: String?

  @Flag(help: "One JSON object a line.")
  var json = false

  func run() throws {
    let history = try options.open()
    let times = try options.times
    let survey = try TerminalSurvey(history, times: times)
    let sessions = survey.sessions.filter { session in user.map(session.hasUser) ?? true }
    try OutputWriter.run(output) { writer in
      if json {
        for session in sessions { try writer.write(Self.json(session)) }
      } else {
        try Self.table(sessions, writer)
      }
    }
    try tellWhatIsMissing(of: times, in: history, survey.problems)
  }

  private static func table(_ sessions: [TerminalSession], _ writer: OutputWriter) throws {
    let table = TextTable(
      [
        .init("SESSION"), .init("FROM"), .init("LASTED", .right), .init("WHO"), .init("ENTRY"),
        .init("SIZE", .right), .init("BYTES", .right), .init("NOT KEPT", .right),
        .init("COMMANDS", .right),
      ], writer.traits, write: writer.write)
    let time = TimeText(digits: 0)
    for session in sessions {
      try table.append([
        .init(session.name, .name), .init(time.text(session.times.lowerBound)),
        .init(AmountText.duration(session.times.upperBound - session.times.lowerBound)),
        .init(session.users.joined(separator: " → ")),
        .init([session.entry, session.address].compactMap(\.self).joined(separator: " ")),
        .init(session.rows > 0 ? "\(session.columns)x\(session.rows)" : ""),
        .init(AmountText.bytes(session.bytes)),
        .init(session.missing > 0 ? AmountText.bytes(session.missing) : "", .warning),
        .init("\(session.commands)"),
      ])
    }
    try table.finish()
  }

  private static func json(_ session: TerminalSession) -> String {
    var members: [(String, String)] = [
      ("session", JSONText.quoted(session.name)), ("boot", JSONText.quoted(session.boot)),
      ("device", JSONText.quoted(session.device)),
    ]
    if let leader = session.leader { members.append(("leader", "\(leader)")) }
    if let id = session.leaderID { members.append(("process", JSONText.quoted(id))) }
    members += [
      ("from", JSONText.quoted(EventText.time(session.times.lowerBound))),
      ("to", JSONText.quoted(EventText.time(session.times.upperBound))),
      ("users", "[\(session.users.map(JSONText.quoted).joined(separator: ","))]"),
    ]
    if let entry = session.entry { members.append(("entry", JSONText.quoted(entry))) }
    if let address = session.address { members.append(("address", JSONText.quoted(address))) }
    members += [
      ("rows", "\(session.rows)"), ("columns", "\(session.columns)"),
      ("bytes", "\(session.bytes)"), ("missing", "\(session.missing)"),
      ("commands", "\(session.commands)"),
    ]
    let text = members.map { "\(JSONText.quoted($0.0)):\($0.1)" }.joined(separator: ",")
    return "{\(text)}\n"
  }
}
