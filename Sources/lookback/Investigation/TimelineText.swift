import History

/// Writes the stories of sessions for people.
struct TimelineText {
  private let writer: OutputWriter

  init(_ writer: OutputWriter) {
    self.writer = writer
  }

  func write(_ stories: [SessionStory]) throws {
    let runs = Set(stories.flatMap(\.entries).flatMap(\.events).map(\.run))
    for (number, story) in stories.enumerated() {
      if number > 0 { try writer.write("\n") }
      let entry = story.entry ?? "how it began is not known"
      try writer.write(styled("session \(story.session): \(entry)", .heading) + "\n")
      let table = TextTable(
        [
          .init("TIME"), .init("COMMAND"), .init("IN"), .init("EXIT", .right),
          .init("TOOK", .right), .init("EVENTS"),
        ], writer.traits, write: writer.write)
      for entry in story.entries { try append(entry, to: table, hasOneRun: runs.count <= 1) }
      try table.finish()
    }
    guard runs.count == 1, let run = runs.first else { return }
    try writer.write(
      "\n"
        + styled(
          "Events are those of the run \(run): lookback query 'seq = NUMBER and run = \(run)'", .dim
        ) + "\n")
  }

  private func append(_ entry: TimelineEntry, to table: TextTable, hasOneRun: Bool) throws {
    let indent = String(repeating: "    ", count: entry.depth)
    let style: TextStyle =
      switch entry.sort {
      case .command: .plain
      case .builtin: .dim
      case .login: .name
      case .idle: .warning
      }
    func names(_ events: [EventReference]) -> String {
      events.names(hasOneRun: hasOneRun).joined(separator: ", ")
    }
    let time = TimeText().text(entry.time)
    if entry.sort == .idle {
      return try table.append([.init(""), .init(indent + "… " + entry.text, style)])
    }
    let failed = entry.signal != nil || (entry.status ?? 0) != 0
    let took = entry.duration.map(SpanText.text) ?? ""
    try table.append([
      .init(time, .dim), .init(indent + entry.text, style), .init(entry.directory ?? ""),
      .init(entry.signal ?? entry.status.map(String.init) ?? "", failed ? .bad : .plain),
      .init(took), .init(names(entry.events), .dim),
    ])
    for clause in entry.doings {
      let count = clause.eventCount > clause.events.count ? " (\(clause.eventCount) times)" : ""
      let text = indent + "  " + clause.text + (clause.text.hasPrefix("→") ? "" : count)
      try table.append([
        .init(""), .init(text, .dim), .init(""), .init(""), .init(""),
        .init(names(Array(clause.events.prefix(2))), .dim),
      ])
    }
  }

  private func styled(_ text: String, _ style: TextStyle) -> String {
    style.applied(to: VisibleText(text).text, hasColor: writer.traits.hasColor)
  }
}
