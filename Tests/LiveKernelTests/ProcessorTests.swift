import Foundation
import Testing

extension LiveKernel {
  /// Processors that go off and come on again while the sensor runs: what is done there is told, or it
  /// is counted as lost.
  @Suite(
    .serialized, .missesNothing, .missesNothingSkipsCounted,
    .enabled(if: Processors.reason == nil, "\(Processors.reason ?? "")"),
    CountSkips(reason: { Processors.reason }))
  struct ProcessorTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    private static let kinds = ["file.open", "file.write", "file.close"]

    private func sensor(_ mode: Live.CaptureMode) throws -> TestSensor {
      try TestSensor(["--process-tree", "\(getpid())", "--capture", mode.rawValue])
    }

    /// A process on a processor that opens, writes and closes a file so many times.
    private func storm(_ path: String, _ count: Int, on processor: Int) throws -> ChildProcess {
      try ChildProcess(
        workload: ["on-processor", "\(processor)", "storm-open", "1", "\(count)", path])
    }

    private func finish(_ storm: ChildProcess) {
      while storm.readLine() != nil {}
      #expect(exitCode(storm.wait()) == 0)
    }

    /// What is told of a file, by kind, and on which processors.
    private func told(_ sensor: TestSensor, _ path: String) -> [Event] {
      sensor.events.filter { $0["file.path"] == .text(path) }
    }

    private func expectWhole(
      _ sensor: TestSensor, _ files: [(path: String, count: Int)], _ comment: Comment
    ) {
      let losses = sensor.events.filter { $0.kind == "sensor.loss" }
      // No hole that nobody has counted.
      #expect(losses.allSatisfy { $0["loss.reason"] == "ring_full" }, comment)
      for kind in Self.kinds {
        let found = files.reduce(0) { sum, file in
          sum + told(sensor, file.path).count { $0.kind == kind }
        }
        // Those of markers may be among the lost.
        let markers = sensor.events.count {
          $0.kind == kind && $0["file.path"].text?.contains("/marker-") == true
        }
        let missing = kind == "file.open" ? sensor.markers - markers : 0
        let lost = losses.filter { $0["loss.kind"] == .text(kind) }
          .compactMap { $0["loss.count"].int }.reduce(0, +)
        let done = files.reduce(0) { $0 + $1.count }
        #expect(found + lost - missing == done, "\(kind): \(found) told, \(lost) lost; \(comment)")
        print("\(comment): \(kind) \(found) told, \(lost) lost")
      }
    }

    @Test(
      "One that goes off under a process and comes back is read as before",
      arguments: Live.CaptureMode.allCases, [0.0, 3.0])
    func offAndOn(_ mode: Live.CaptureMode, _ secondsOff: Double) throws {
      let scratch = try Scratch()
      let during = try scratch.file("during")
      let after = try scratch.file("after")
      let count = 20_000 / Live.timeFactor
      let sensor = try sensor(mode)
      defer { Processors.turn(1, on: true) }
      let first = try storm(during, count, on: 1)
      _ = try sensor.events("file.close", deadline: 10) { $0["file.path"] == .text(during) }
      // Its process goes on elsewhere.
      #expect(Processors.turn(1, on: false))
      usleep(useconds_t(secondsOff * 1_000_000))
      #expect(Processors.turn(1, on: true))
      finish(first)
      // What is done before the sensor has noticed may be lost; this makes it notice.
      finish(try storm(during, 10, on: 1))
      usleep(4_000_000)
      let second = try storm(after, count / 10, on: 1)
      finish(second)
      try sensor.settle(deadline: 20)
      try sensor.stop(allowingLoss: true)
      let comment = Comment(rawValue: "\(mode.rawValue), off for \(secondsOff) s")
      expectWhole(sensor, [(during, count + 10), (after, count / 10)], comment)
      let told = told(sensor, after)
      #expect(told.count == 3 * (count / 10), comment)
      #expect(told.allSatisfy { $0["cpu"] == 1 }, comment)
    }

    @Test(
      "One that comes on after the start is read from then on", arguments: Live.CaptureMode.allCases
    )
    func on(_ mode: Live.CaptureMode) throws {
      let scratch = try Scratch()
      let at = try scratch.file("at")
      let after = try scratch.file("after")
      let count = 1000
      #expect(Processors.turn(1, on: false))
      defer { Processors.turn(1, on: true) }
      let sensor = try sensor(mode)
      #expect(Processors.turn(1, on: true))
      finish(try storm(at, count, on: 1))
      usleep(4_000_000)
      finish(try storm(after, count, on: 1))
      try sensor.settle(deadline: 20)
      try sensor.stop(allowingLoss: true)
      let comment = Comment(rawValue: "\(mode.rawValue), off at the start")
      expectWhole(sensor, [(at, count), (after, count)], comment)
      #expect(told(sensor, after).count == 3 * count, comment)
      if mode != .perf { #expect(told(sensor, at).count == 3 * count, comment) }
    }
  }
}

/// The processors of a virtual machine of ours.
private enum Processors {
  /// Why none can be turned off here.
  static let reason: String? =
    if ProcessInfo.processInfo.environment["LOOKBACK_VM"] == nil {
      "processors are turned off only in a virtual machine of the tests' own"
    } else if access(path(1), W_OK) != 0 {
      "this machine's second processor cannot be turned off"
    } else {
      nil
    }

  private static func path(_ number: Int) -> String {
    "/sys/devices/system/cpu/cpu\(number)/online"
  }

  /// Turns it on or off; false if the kernel refuses.
  @discardableResult
  static func turn(_ number: Int, on: Bool) -> Bool {
    let file = open(path(number), O_WRONLY | O_CLOEXEC)
    defer { close(file) }
    return write(file, on ? "1" : "0", 1) == 1
  }
}
