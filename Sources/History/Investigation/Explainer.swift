import Events
import Filters

/// Makes of a terse complaint what happened, who did it and why, with the events that show it.
///
/// Nothing is concluded that no event says; where they end, it is said to be unknown.
public final class Explainer {
  let history: History
  /// What a shell was told on a terminal, where the recording of terminals can be asked for it.
  public var typedLines: (any TypedLines)?
  /// What could not be read on the way.
  var problems: [History.Problem] = []

  /// Asks a history.
  public init(_ history: History) {
    self.history = history
  }

  /// What came of it, with what could not be read.
  func explanation(_ findings: [Finding], _ remarks: [Clause] = []) -> Explanation {
    var explanation = Explanation()
    explanation.findings = findings
    explanation.remarks = remarks
    explanation.problems = problems
    return explanation
  }

  /// The lineage of a process as of a moment.
  func lineage(
    of process: String, parent: String?, started: Int64?, at time: Int64
  ) throws -> Lineage {
    var reader = LineageReader(history: history)
    defer { problems += reader.problems }
    return try reader.lineage(of: process, parent: parent, started: started, at: time)
  }

  /// Goes through events that a condition selects.
  func events(
    _ kinds: Set<EventKind>, _ condition: Filter?, in times: ClosedRange<Int64>,
    fields: Set<String>, backwards: Bool = false,
    _ body: (SegmentLine, FieldReader) throws -> Bool
  ) throws {
    let reader = FieldReader(Array(fields))
    let selection = EventSelection(
      times: times, kinds: kinds, condition: condition, isBackwards: backwards, fields: fields)
    problems += try history.forEach(selection) { line in
      try reader.read(line)
      return try body(line, reader)
    }
  }
}
