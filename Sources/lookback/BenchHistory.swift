import ArgumentParser
import Sensor

/// `lookback bench-history`: a part of scripts/bench.
struct BenchHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-history",
    abstract: "Stores a made-up past in a directory; prints the CPU time on standard error.",
    shouldDisplay: false)

  @Option(help: "How many events.")
  var events = 1_000_000

  @Option(help: "Over how many hours, up to now.")
  var hours = 48

  @Argument(help: "Where the history goes.")
  var directory: String

  func run() throws {
    let result = try HistoryBenchmark.run(
      count: events, hours: hours, directory: directory, host: .current())
    try standardError(
      """
      {"events":\(result.events),"storing_ns":\(result.storing),"closing_ns":\(result.closing),\
      "bytes":\(result.bytes)}

      """)
  }
}
