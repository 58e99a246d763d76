import ArgumentParser
import Configuration
import Logging
import Sensor
import Sinks
import SystemPackage

/// `lookback bench-drain`: a part of scripts/bench.
struct BenchDrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-drain",
    abstract: "Drains prepared records to sinks; prints the CPU time on standard error.",
    shouldDisplay: false)

  @Option(help: "How many records.")
  var records = 1_000_000

  @Option(help: "What the records tell of.", transform: DrainBenchmark.Workload.parse)
  var workload = DrainBenchmark.Workload.image

  @Flag(help: "Look up who acts.")
  var enrich = false

  @Option(help: "How many other processes are known meanwhile.")
  var known = 0

  @Option(name: .customLong("sink"), help: "Where the lines go, as for record.")
  var sinks: [String] = []

  @Option(help: "The directory of what sinks keep on the disk; none: they keep nothing there.")
  var spoolDir: String?

  @Flag(help: "Encode the lines and throw them away.")
  var noSink = false

  @Flag(help: "Do not wait for sinks that have no room, even if lines are given up.")
  var hurry = false

  @Option(help: "What happens where standard output is slower.", transform: FullPolicy.parse)
  var policy = FullPolicy.block

  @Option(help: "Print instead the bytes of memory that so many known processes take.")
  var processes: Int?

  func run() throws {
    if let processes {
      let bytes = try DrainBenchmark.memory(processes: processes, host: .current())
      return try standardError("{\"processes\":\(processes),\"bytes\":\(bytes)}\n")
    }
    let result = try DrainBenchmark.run(
      count: records, of: workload, enriches: enrich, known: known, host: .current(),
      delivery: delivery())
    let figures: [(String, Int)] = [
      ("events", result.events), ("lost", result.lost), ("user_ns", result.user),
      ("system_ns", result.system), ("drain_ns", result.drain),
      ("wall_ns", result.wall),
    ]
    let members = figures.map { "\"\($0)\":\($1)" }.joined(separator: ",")
    try standardError("{\(members)}\n")
  }

  private func delivery() throws -> DrainBenchmark.Delivery {
    if noSink { return .init([], waitsForRoom: false) }
    guard !sinks.isEmpty else {
      return .destination(StandardOutputDestination { _ in }, policy: policy)
    }
    var flags = ["sinks": sinks]
    if let spoolDir { flags["spool-dir"] = [spoolDir] } else { flags["spool"] = ["no"] }
    let settings = try Configuration.load(.init(file: .none, flags: flags)).checked().settings
    let maker = SinkMaker(Logger(label: "lookback") { _ in ConsoleLog() }, history: nil)
    return .init(try maker.plans(settings.sinks), waitsForRoom: !hurry)
  }
}

extension FullPolicy {
  /// By name.
  @Sendable fileprivate static func parse(_ argument: String) throws -> Self {
    guard let policy = Self(rawValue: argument) else {
      throw ValidationError(
        "there are the policies \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return policy
  }
}

extension DrainBenchmark.Workload {
  /// By name.
  @Sendable fileprivate static func parse(_ argument: String) throws -> Self {
    guard let workload = Self(rawValue: argument) else {
      throw ValidationError(
        "there are the workloads \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return workload
  }
}
