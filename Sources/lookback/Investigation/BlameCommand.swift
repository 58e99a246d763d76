import ArgumentParser
import History

/// `lookback blame`: who did what to a file.
struct BlameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blame",
    abstract: "Tells who created a file, changed, renamed and removed it, the latest first.",
    discussion: """
      A file that was given another name is followed back to the name before, as one is that lies in a directory \
      that was. What failed is left out.
      """)

  @Argument(help: "The file.")
  var path: String

  @OptionGroup var options: HistoryOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Only so many.", valueName: "count"))
  var limit: Int?

  @Flag(help: "A JSON object a line.")
  var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on") }
    if path.isEmpty { throw ValidationError("blame takes the path of a file") }
  }

  func run() throws {
    let history = try options.open()
    let times = try options.times
    let blame = try Blame(absolute(path), in: times, of: history)
    let changes = blame.changes.prefix(limit ?? .max)
    try OutputWriter.run(output) { writer in
      if json {
        for change in changes { try writer.write(change.json.description + "\n") }
      } else if changes.isEmpty {
        try writer.write(
          VisibleText("Nothing was done to \(absolute(path)) in that time, as far as was recorded.")
            .text
            + "\n")
      } else {
        try table(changes, writer)
      }
    }
    try tellWhatIsMissing(of: times, in: history, blame.problems)
  }

  private func table(_ changes: ArraySlice<FileChange>, _ writer: OutputWriter) throws {
    let table = TextTable(
      [
        .init("TIME"), .init("WHAT"), .init("WHO"), .init("PROGRAM"), .init("PID", .right),
        .init("NAME"), .init("EVENTS"), .init("MORE"),
      ], writer.traits, write: writer.write)
    let runs = Set(changes.flatMap(\.events).map(\.run))
    for change in changes {
      let events = change.events.names(hasOneRun: runs.count == 1)
      let program = [change.parentProgram, change.program].compactMap(\.self)
      try table.append([
        .init(TimeText().text(change.time)), .init(change.action.rawValue, .name),
        .init(change.person.chain),
        .init(
          program.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(
            separator: " → ")),
        .init("\(change.pid)"), .init(change.path), .init(events.joined(separator: ", ")),
        .init(change.detail),
      ])
    }
    try table.finish()
  }
}
