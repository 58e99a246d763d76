import History

/// Writes an explanation for people.
struct ExplanationText {
  private let explanation: Explanation
  private let writer: OutputWriter
  /// Whether numbers are enough to tell events apart.
  private let hasOneRun: Bool

  init(_ explanation: Explanation, _ writer: OutputWriter) {
    self.explanation = explanation
    self.writer = writer
    hasOneRun = Self.runs(explanation).count <= 1
  }

  /// Writes it; `nothing` stands for one without findings.
  func write(nothing: String) throws {
    if explanation.findings.isEmpty { try writer.write(VisibleText(nothing).text + "\n") }
    for (number, finding) in explanation.findings.enumerated() {
      if number > 0 { try writer.write("\n") }
      try write("What", finding.what)
      try write("Who", finding.who)
      try write("Why", finding.why)
    }
    if !explanation.remarks.isEmpty {
      try writer.write("\n")
      for remark in explanation.remarks { try write(remark, indent: "") }
    }
    guard let run = Self.runs(explanation).first else { return }
    let way =
      hasOneRun
      ? "Numbers in brackets are events of the run \(run): lookback query 'seq = NUMBER and run = \(run)'"
      : "In brackets are events, RUN/NUMBER: lookback query 'seq = NUMBER and run = RUN'"
    try writer.write("\n" + styled(VisibleText(way).text, .dim) + "\n")
  }

  private func write(_ heading: String, _ clauses: [Clause]) throws {
    try writer.write(styled(heading, .heading) + "\n")
    for clause in clauses { try write(clause, indent: "  ") }
  }

  private func write(_ clause: Clause, indent: String) throws {
    let text = VisibleText(clause.isUnknown ? "unknown: \(clause.text)" : clause.text).text
    var line = indent + (clause.isUnknown ? styled(text, .warning) : text)
    let shown = references(clause)
    if !shown.isEmpty { line += " " + styled(VisibleText("[\(shown)]").text, .dim) }
    try writer.write(line + "\n")
    if let condition = clause.condition {
      try writer.write(
        indent + "  " + styled(VisibleText("all: lookback query \"\(condition)\"").text, .dim)
          + "\n")
    }
  }

  private func references(_ clause: Clause) -> String {
    let names = clause.events.names(hasOneRun: hasOneRun)
    guard clause.eventCount > names.count else { return names.joined(separator: ", ") }
    // The first and the last of many.
    let between = names.count == 2 ? " … " : ", "
    return names.joined(separator: between) + "; \(clause.eventCount) events"
  }

  private func styled(_ text: String, _ style: TextStyle) -> String {
    style.applied(to: text, hasColor: writer.traits.hasColor)
  }

  private static func runs(_ explanation: Explanation) -> Set<String> {
    let clauses =
      explanation.findings.flatMap { $0.what + $0.who + $0.why } + explanation.remarks
    return Set(clauses.flatMap(\.events).map(\.run))
  }
}
