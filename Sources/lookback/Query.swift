import ArgumentParser
import Events
import Filters
import History

/// `lookback query`: the events of the past that meet a condition.
struct Query: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what was recorded and meets a condition.",
    discussion: """
      lookback query 'kind = net.connect and remote.port in (22, 4444) and user = carol' --from '2 hours ago'

      The language of conditions is that of docs/filters.md. On a terminal events are rows of a table; in a pipe, \
      or with --json, they come as they were told, one JSON object a line. Standard error says what of the time \
      cannot be answered: events that were lost, times in which nobody recorded, segments that cannot be read.
      """)

  @Argument(help: "The condition; all events without one.")
  var condition: String?

  @OptionGroup var options: HistoryOptions

  @OptionGroup var moment: AroundOptions

  @OptionGroup var who: ActorOptions

  @OptionGroup var output: OutputOptions

  @Flag(help: "One JSON object a line, on a terminal, too.")
  var json = false

  @Option(help: ArgumentHelp("Only so many.", valueName: "count"))
  var limit: Int?

  @Flag(help: "The latest first.")
  var reverse = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on") }
    _ = try who.filter(with: condition)
    _ = try moment.times(options)
  }

  func run() throws {
    let filter = try who.filter(with: condition)
    let exact = try filter.map { try FilterCondition($0) }
    let history = try options.open()
    let selection = EventSelection(
      times: try moment.times(options), condition: filter, isBackwards: reverse)
    var problems: [History.Problem] = []
    try OutputWriter.run(output) { writer in
      problems = try print(selection, exact, of: history, on: writer)
    }
    try tellWhatIsMissing(of: selection.times, in: history, problems)
  }

  private func print(
    _ selection: EventSelection, _ exact: FilterCondition?, of history: History,
    on writer: OutputWriter
  ) throws -> [History.Problem] {
    let printer = EventPrinter(writer, isJSON: json)
    let span = (try history.span() ?? 0...0).clamped(to: selection.times)
    let progress = ProgressBar(
      "looking through events", total: Int(span.upperBound - span.lowerBound))
    writer.progress = progress
    var left = limit ?? .max
    let problems = try history.forEach(selection) { line in
      progress.update(
        Int(reverse ? span.upperBound - line.time : line.time - span.lowerBound))
      if let exact, try !exact.holds(for: line.bytes.bytes) { return true }
      try printer.print(line)
      left -= 1
      return left > 0
    }
    try printer.finish()
    return problems
  }
}
