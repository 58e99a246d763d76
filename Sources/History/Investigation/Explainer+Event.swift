import Events
import Filters

extension Explainer {
  /// What an event says, and who, and why.
  ///
  /// - Parameters:
  ///   - sequence: its number.
  ///   - run: the run that has it; nil: the only one that does.
  ///   - times: nanoseconds since 1970.
  /// - Returns: the findings.
  /// - Throws: ``HistoryError``; `missing` where there is none, or more than one.
  public func explain(
    event sequence: UInt64, of run: String?, in times: ClosedRange<Int64>
  ) throws -> Explanation {
    var found: [FoundEvent] = []
    let selection = EventSelection(
      times: times, condition: .field("seq", isOneOf: [sequence]))
    let acting = FieldReader(Array(ActingProcess.fields))
    problems += try history.forEach(selection) { line in
      try acting.read(line)
      guard line.sequence == sequence, run == nil || acting.text("run") == run else { return true }
      found.append(FoundEvent(process: ActingProcess(line, acting), text: try Self.text(of: line)))
      return found.count < 100
    }
    guard let event = found.first else {
      throw HistoryError("there is no event \(run.map { "\($0)/" } ?? "")\(sequence)", .missing)
    }
    guard found.count == 1 else {
      let names = found.map(\.process.event.description)
      throw HistoryError(
        "\(found.count) runs have an event \(sequence): \(Words.list(names, most: 8)); say which",
        .missing)
    }
    var finding = try self.finding(of: event.process, at: event.process.time)
    finding.verdict = .event
    finding.what.insert(Clause(event.text, [event.process.event]), at: 0)
    return explanation([finding])
  }

  private struct FoundEvent {
    var process: ActingProcess
    var text: String
  }

  /// The kind's sentence, and the values of its own fields.
  private static func text(of line: SegmentLine) throws(HistoryError) -> String {
    guard let definition = EventCatalog.definition(of: line.kind) else { return "An event." }
    let names = definition.ownFields.map(\.name).filter { !$0.hasSuffix("_length") }
    let reader = FieldReader(names)
    try reader.read(line)
    let values = names.compactMap { name in
      reader.text(name).map { "\(name) \($0.count > 200 ? $0.prefix(200) + "…" : $0)" }
    }
    let summary = definition.summary.prefix { $0 != "." && $0 != ";" }
    return
      "\(definition.name) at \(Words.time(line.time)): \(summary). \(values.joined(separator: ", "))"
  }
}
