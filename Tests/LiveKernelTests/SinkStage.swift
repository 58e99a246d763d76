import Foundation
import TestSupport
import Testing

/// What a sensor with sinks of its own watches: a shell, and what that is told to run.
///
/// Receivers are no part of it: they would be told of themselves.
final class SinkStage {
  let scratch: Scratch
  /// The file that storms write to.
  let file: String
  /// Where its sensors keep what cannot be delivered.
  var spool: String
  private let shell: ChildProcess
  /// Keeps a storm going as long as it is open.
  private var storming: Int32?
  private let bell: String

  init() throws {
    scratch = try Scratch()
    file = try scratch.file("stormed")
    spool = scratch("spool")
    bell = scratch("bell")
    guard mkfifo(bell, 0o600) == 0 else { throw HarnessError(call: "mkfifo") }
    let script = #"while read -r line; do eval "$line"; done"#
    shell = try ChildProcess("/bin/sh", ["sh", "-c", script].map { Array($0.utf8) })
  }

  deinit {
    if let storming { close(storming) }
  }

  /// For what takes a folder as an address.
  var folder: URL { URL(filePath: scratch.path) }

  /// Starts a sensor on it, with standard output and these sinks, or those of a configuration.
  func sensor(sinks: [String], _ more: [String] = []) throws -> TestSensor {
    let sinks = more.contains("--config") ? [] : ["stdout"] + sinks
    return try TestSensor(
      ["--process-tree", "\(shell.pid)", "--status-socket", scratch("status")]
        + ["--spool-dir", spool] + sinks.flatMap { ["--sink", $0] } + more)
  }

  /// Runs the workload; what it says that happened.
  @discardableResult
  func run(_ words: String...) throws -> Value {
    shell.write("\(Live.workload) \(words.joined(separator: " "))\n")
    return try answer()
  }

  /// Starts to open, write and close the file, thousands of times a second.
  func beginStorm() throws {
    shell.write("\(Live.workload) storm-open-on write \(file) <\(bell) &\n")
    let opened = open(bell, O_WRONLY | O_CLOEXEC)
    guard opened >= 0 else { throw HarnessError(call: bell) }
    storming = opened
  }

  /// Ends that.
  ///
  /// - Returns: how often it was done.
  func endStorm() throws -> Int {
    if let storming { close(storming) }
    storming = nil
    return try #require(try answer()["opens"].int)
  }

  /// Storms for about so long, programs being run meanwhile.
  func storm(seconds: Double) throws -> Int {
    try beginStorm()
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end { try runPrograms() }
    return try endStorm()
  }

  /// A few programs: events that are never given up for others.
  func runPrograms() throws {
    try run("storm-exec", "3")
    usleep(20_000)
  }

  private func answer() throws -> Value {
    guard let line = shell.readLine() else { throw HarnessError("the stage's shell has ended") }
    return try Value(line: line)
  }

  /// What the sensor says of itself now.
  func status() throws -> Value {
    let child = try ChildProcess(
      Live.lookback,
      ["lookback", "status", "--json", "--socket", scratch("status")].map { Array($0.utf8) })
    let line = try #require(child.readLine())
    #expect(exitCode(child.wait()) == 0)
    return try Value(line: line)
  }

  /// What the sensor says of a sink.
  func status(of sink: String) throws -> Value {
    let sinks = try #require(try status()["sinks"].list)
    return try #require(sinks.first { $0["name"] == .text(sink) }, "no \(sink) in \(sinks)")
  }

  /// Waits until a sink has nothing left to deliver, and all that standard output has had was
  /// delivered there or lost.
  func waitUntilDelivered(_ sink: String, earlier: Int = 0, seconds: TimeInterval = 60) throws {
    let end = Date(deadline: seconds)
    while true {
      let sinks = try #require(try status()["sinks"].list)
      let all = sinks.first { $0["name"] == "stdout" }
      let one = try #require(sinks.first { $0["name"] == .text(sink) })
      let dropped = (one["dropped"].list ?? []).compactMap { $0["count"].int }.reduce(0, +)
      let count = (one["lines"].int ?? 0) + dropped - earlier
      if one["waiting_batches"] == 0, one["spool_batches"] == 0, count == all?["lines"].int {
        return
      }
      guard Date() < end else { throw HarnessError("\(sink) has not got everything: \(sinks)") }
      usleep(50_000)
    }
  }

  /// Waits until a sensor's events tell all that it has counted of what a sink has lost.
  func waitUntilTold(_ sink: String, by sensor: TestSensor) throws {
    let end = Date(deadline: 30)
    while true {
      _ = try sensor.takeIn(until: Date(deadline: 0.1))
      let counted = (try status(of: sink)["dropped"].list ?? []).compactMap { $0["count"].int }
      let told = sensor.events.filter {
        $0.kind == "sensor.sink_loss" && $0["sink.name"] == .text(sink)
      }.compactMap { $0["loss.count"].int }
      if counted.reduce(0, +) == told.reduce(0, +) { return }
      guard Date() < end else { throw HarnessError("\(counted) lost, \(told) told") }
    }
  }

  /// Waits until a sink has nothing left to deliver.
  func waitUntilEmpty(_ sink: String) throws {
    let end = Date(deadline: 60)
    while true {
      let state = try status(of: sink)
      if state["waiting_batches"] == 0, state["spool_batches"] == 0 { return }
      guard Date() < end else { throw HarnessError("it is not done: \(state)") }
      usleep(50_000)
    }
  }
}
