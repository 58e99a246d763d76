import ArgumentParser
import Events
import Filters
import Glibc
import History

/// `lookback query`: the events of the past that meet a condition.
struct Query: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Prints what was recorded and meets a condition, one JSON object a line, as it was told.",
    discussion: """
      lookback query 'kind = net.connect and remote.port in (22, 4444) and user = carol' --from '2 hours ago'

      The language of conditions is that of docs/filters.md. Standard error says what of the time cannot be
      answered: events that were lost, times in which nobody recorded, segments that cannot be read.
      """)

  @Argument(help: "The condition; all events without one.")
  var condition: String?

  @OptionGroup var options: HistoryOptions

  @Option(help: ArgumentHelp("Only so many.", valueName: "count"))
  var limit: Int?

  @Flag(help: "The latest first.")
  var reverse = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on") }
    do throws(FilterError) {
      _ = try condition.map { text throws(FilterError) in try Filter(text) }
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    let filter = try condition.map { try Filter($0) }
    let exact = try filter.map { try FilterCondition($0) }
    let history = try options.open()
    let selection = EventSelection(
      times: try options.times, condition: filter, isBackwards: reverse)
    var output = LineOutput()
    var left = limit ?? .max
    let problems: [History.Problem]
    do {
      problems = try history.forEach(selection) { line in
        if let exact, try !exact.holds(for: line.bytes.bytes) { return true }
        try output.write(line.bytes)
        left -= 1
        return left > 0
      }
      try output.flush()
    } catch is LineOutput.ReaderIsGone {
      return
    } catch let error as HistoryError {
      throw Failure(error.description)
    }
    try tellWhatIsMissing(of: selection.times, in: history, problems)
  }
}
