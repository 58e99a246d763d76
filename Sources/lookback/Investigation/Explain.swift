import ArgumentParser
import Foundation
import History

/// `lookback explain`: from a terse complaint to what, who and why.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Makes of a complaint what happened, who did it and why, with the events that show it.",
    discussion: """
      lookback explain --dst 192.0.2.7 --from yesterday      who sent what to this address: scans first
      lookback explain --pid 4711 --at 'yesterday 14:05:07'  what that process was
      lookback explain --event 4711                          an event by its number, or by RUN/NUMBER
      lookback explain --path /etc/passwd                    who changed a file last

      Each sentence has the numbers of the events that show it, for `lookback query 'seq = 4711'`; what no event \
      says is "unknown".
      """)

  @Option(
    help: ArgumentHelp("Who sent what to this address, or network.", valueName: "address"))
  var dst: String?

  @Option(
    help: ArgumentHelp("With --dst: only who tried at least so many ports.", valueName: "count"))
  var ports: Int?

  @Option(help: ArgumentHelp("What this process was; with --at.", valueName: "number"))
  var pid: UInt64?

  @Option(help: ArgumentHelp("With --pid: at which moment; now without it.", valueName: "time"))
  var at: String?

  @Option(help: ArgumentHelp("What this event tells: NUMBER or RUN/NUMBER.", valueName: "event"))
  var event: String?

  @Option(help: ArgumentHelp("Who changed this file last.", valueName: "file"))
  var path: String?

  @OptionGroup var options: HistoryOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "One JSON object.")
  var json = false

  func validate() throws {
    let asked = [dst != nil, pid != nil, event != nil, path != nil].count { $0 }
    guard asked == 1 else {
      throw ValidationError("explain takes one of --dst, --pid, --event and --path")
    }
    if let dst, AddressMatch(dst) == nil {
      throw ValidationError(
        "--dst: '\(dst)' is no address, such as 192.0.2.7, 2001:db8::1 or 192.0.2.0/24")
    }
    if ports != nil, dst == nil { throw ValidationError("--ports goes with --dst") }
    if let ports, ports < 1 { throw ValidationError("--ports takes a number from 1 on") }
    if at != nil, pid == nil { throw ValidationError("--at goes with --pid") }
    if let event, Self.number(event) == nil {
      throw ValidationError("--event: '\(event)' is neither NUMBER nor RUN/NUMBER")
    }
    _ = try moment
  }

  private var moment: Int64 {
    get throws {
      try at.map { try givenTime($0, "--at") } ?? TimeExpression.now
    }
  }

  private static func number(_ text: String) -> (sequence: UInt64, run: String?)? {
    if let reference = EventReference(text) { return (reference.sequence, reference.run) }
    return UInt64(text).flatMap { $0 > 0 ? ($0, nil) : nil }
  }

  func run() throws {
    let history = try options.open()
    let times = try options.times
    let explanation = try answer(of: Explainer(history), in: times)
    try OutputWriter.run(output) { writer in
      if json {
        try writer.write(document(explanation, times) + "\n")
      } else {
        try ExplanationText(explanation, writer).write(nothing: nothing)
      }
    }
    try tellWhatIsMissing(of: times, in: history, explanation.problems)
  }

  private func answer(
    of explainer: Explainer, in times: ClosedRange<Int64>
  ) throws -> Explanation {
    if let dst, let destination = AddressMatch(dst) {
      return try explainer.explain(destination: destination, atLeast: ports ?? 1, in: times)
    }
    if let pid { return try explainer.explain(pid: pid, at: try moment) }
    if let event, let number = Self.number(event) {
      return try explainer.explain(event: number.sequence, of: number.run, in: times)
    }
    return try explainer.explain(path: absolute(path ?? ""), in: times)
  }

  private var nothing: String {
    guard let dst else { return "Nothing is known of it." }
    let many = ports.map { " and at least \($0) ports" } ?? ""
    return "Nothing was sent to \(dst)\(many) in that time, as far as was recorded."
  }

  private func document(_ explanation: Explanation, _ times: ClosedRange<Int64>) -> String {
    AnswerJSON.object([
      ("from", .time(times.lowerBound == .min ? nil : times.lowerBound)),
      ("to", .time(times.upperBound == .max ? nil : times.upperBound)),
      ("findings", .list(explanation.findings.map(\.json))),
      ("remarks", .list(explanation.remarks.map(\.json))),
    ]).description
  }
}

/// A path as events have it: from the root on.
func absolute(_ path: String) -> String {
  path.hasPrefix("/") ? path : URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
}
