import ArgumentParser
import Filters
import Glibc
import History

/// `lookback tail`: events that meet a condition, as they are recorded.
struct Tail: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what is recorded and meets a condition, as it comes, until Ctrl-C.",
    discussion: """
      lookback tail 'kind = process.exec and user = carol'

      As `lookback query` shows it, in the same language of conditions.
      """)

  @Argument(help: "The condition; all events without one.")
  var condition: String?

  @Option(
    help: ArgumentHelp(
      "The directory of the history; by default that of the configuration.", valueName: "path"))
  var history: String?

  @Option(
    help: ArgumentHelp(
      "From when on, such as \(TimeExpression.examples); without it from now on.",
      valueName: "time"))
  var from: String?

  @OptionGroup var who: ActorOptions

  @Option(
    help: ArgumentHelp("Colours: auto, always or never; auto is on terminals.", valueName: "when"))
  var color = ColorChoice.auto

  @Flag(help: "One JSON object a line, on a terminal, too.")
  var json = false

  /// Microseconds between two looks: what was told is stored within a fraction of a second.
  private static let interval: UInt32 = 200_000

  func validate() throws {
    _ = try who.filter(with: condition)
    _ = try start
  }

  func run() throws {
    let filter = try who.filter(with: condition)
    let exact = try filter.map { try FilterCondition($0) }
    let start = try start
    let follower = HistoryFollower(
      try HistoryOptions.open(history), from: start, condition: filter)
    // Who has seen enough has seen what there is.
    signal(SIGINT) { _ in _exit(0) }
    let writer = OutputWriter(color: color, usesPager: false)
    let printer = EventPrinter(writer, isJSON: json, sampleSize: 1)
    do {
      while !writer.isReaderGone {
        let problems = try follower.poll { line in
          if let exact, try !exact.holds(for: line.bytes.bytes) { return }
          try printer.print(line)
        }
        try writer.flush()
        for problem in problems { try standardError("lookback: not complete: \(problem)\n") }
        usleep(Self.interval)
      }
    } catch is OutputClosed {
    }
  }

  private var start: Int64 {
    get throws {
      try from.map { try givenTime($0, "--from") } ?? TimeExpression.now
    }
  }
}
