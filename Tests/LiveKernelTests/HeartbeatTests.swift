import Foundation
import Testing

extension LiveKernel {
  /// What the next sensor tells of the time in which there was none.
  @Suite struct HeartbeatTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    /// The most that a last sign of life is behind the end: one a second, and a busy machine.
    private static let age: Int64 = 3_000_000_000

    private func sensor(_ path: String) throws -> TestSensor {
      try TestSensor(["--process-tree", "\(getpid())", "--heartbeat", path])
    }

    private func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000_000) }

    /// The event's span is a whole one, and its seconds are that.
    private func span(_ gap: Event) throws -> ClosedRange<Int64> {
      let from = try #require(gap.nanoseconds("gap.from"))
      let to = try #require(gap.nanoseconds("gap.to"))
      try #require(from <= to)
      #expect(gap["gap.seconds"] == .number((to - from + 999_999_999) / 1_000_000_000))
      return from...to
    }

    @Test("Killed in a storm: from its last sign of life until the next one records")
    func killed() throws {
      let scratch = try Scratch()
      let beats = scratch("heartbeat")
      let first = try sensor(beats)
      #expect(!first.events.contains { $0.kind == "sensor.gap" })
      let start = try #require(first.events.first)
      let storm = try ChildProcess(workload: [
        "storm-open", "1", "\(300_000 / Live.timeFactor)", try scratch.file("file"),
      ])
      defer { storm.signal(SIGKILL) }
      _ = try first.events("file.open", count: 1000, deadline: 30)
      // Read on meanwhile: a sensor that waits for its sink has not drained what there is, and says so.
      #expect(throws: HarnessError.self) { try first.events("sensor.stop", deadline: 2.5) }
      let before = now()
      first.kill()
      let after = now()
      usleep(1_200_000)

      let second = try sensor(beats)
      let gap = try #require(try second.events("sensor.gap").first)
      #expect(gap.seq == 2)
      let span = try span(gap)
      #expect(span.lowerBound > before - Self.age * Int64(Live.timeFactor))
      #expect(span.lowerBound <= after)
      #expect(span.upperBound >= after + 1_200_000_000)
      #expect(gap["gap.to"] == second.events[0]["time"])
      #expect(gap["gap.reason"] == "killed")
      #expect(gap["gap.same_boot"] == true)
      #expect(gap["gap.run"] == start["process.id"])
      #expect(try #require(gap["gap.last_seq"].int) > 1000)
      #expect(gap["gap.clock_stepped_back"] == .absent)
      #expect(gap["gap.noted"] == .absent)
      let end = now()
      try second.stop(allowingLoss: true)

      // The next one: it ended in order.
      let third = try sensor(beats)
      let order = try #require(try third.events("sensor.gap").first)
      #expect(order["gap.reason"] == "stopped")
      #expect(order["gap.last_seq"] == second.events.last.map { .number($0.seq) } ?? .absent)
      #expect(try self.span(order).lowerBound >= end)
      try third.stop(allowingLoss: true)
    }

    @Test("A damaged heartbeat is said, and the sensor records")
    func damaged() throws {
      let scratch = try Scratch()
      let beats = try scratch.file("heartbeat", "lookback-heartbeat/1 nonsense\n", mode: 0o600)
      let sensor = try sensor(beats)
      let gap = try #require(try sensor.events("sensor.gap").first)
      #expect(gap["gap.reason"] == "unknown")
      #expect(gap["gap.to"] == sensor.events[0]["time"])
      for name in ["from", "seconds", "last_seq", "run", "same_boot", "noted"] {
        #expect(gap["gap.\(name)"] == .absent, "\(name)")
      }
      #expect(sensor.said.contains("\(beats): is damaged"))
      try sensor.stop()
    }

    @Test("Two sensors do not share a heartbeat")
    func two() throws {
      let scratch = try Scratch()
      let beats = scratch("heartbeat")
      let first = try sensor(beats)
      let pid = try #require(first.events.first).pid
      let errors = open(scratch("errors"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      defer { close(errors) }
      let second = try ChildProcess(
        Live.lookback, ["lookback", "record", "--heartbeat", beats].map { Array($0.utf8) },
        errors: errors)
      #expect(second.readLine() == nil)
      #expect(exitCode(second.wait()) == 1)
      let said = try String(contentsOfFile: scratch("errors"), encoding: .utf8)
      #expect(said.contains("another sensor has it, the process \(pid)"), "\(said)")
      try first.stop()
    }
  }
}
