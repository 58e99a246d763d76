import ArgumentParser
import Sensor
import Sinks
import SystemPackage

/// `lookback bench-drain`: a part of scripts/bench.
struct BenchDrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-drain",
    abstract: "Drains prepared records to standard output; prints the CPU time on standard error.",
    shouldDisplay: false)

  @Option(help: "How many records.")
  var records = 1_000_000

  @Option(help: "What the records tell of.", transform: DrainBenchmark.Workload.parse)
  var workload = DrainBenchmark.Workload.image

  @Flag(help: "Look up who acts.")
  var enrich = false

  @Option(help: "How many other processes are known meanwhile.")
  var known = 0

  @Option(help: "What happens where standard output is slower.", transform: FullPolicy.parse)
  var policy = FullPolicy.block

  @Option(help: "Print instead the bytes of memory that so many known processes take.")
  var processes: Int?

  func run() throws {
    if let processes {
      let bytes = try DrainBenchmark.memory(processes: processes, host: .current())
      return try standardError("{\"processes\":\(processes),\"bytes\":\(bytes)}\n")
    }
    let output = DescriptorSink(.standardOutput, name: "standard output") { _ in }
    let result = try DrainBenchmark.run(
      count: records, of: workload, enriches: enrich, known: known, host: .current(),
      policy: policy, destination: output)
    let line =
      "{\"events\":\(result.events),\"lost\":\(result.lost),\"user_ns\":\(result.user),\"system_ns\":\(result.system)}"
    try standardError(line + "\n")
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
