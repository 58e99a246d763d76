import Foundation
import TestSupport
import Testing

extension LiveKernel {
  /// A host whose clock is set back.
  @Suite(.serialized, .mayStepClock, .clockSkipsCounted) struct SinkClockTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    private static let hour: Int64 = 3600

    /// Steps the clock by so many seconds; nobody may wait for a time meanwhile.
    private func step(_ seconds: Int64) throws {
      var now = timespec()
      guard clock_gettime(CLOCK_REALTIME, &now) == 0 else { throw HarnessError(call: "the clock") }
      now.tv_sec += Int(seconds)
      guard clock_settime(CLOCK_REALTIME, &now) == 0 else { throw HarnessError(call: "the clock") }
    }

    @Test("Set back while it records: times go on, nothing is lost")
    func whileRecording() throws {
      let stage = try SinkStage()
      let path = stage.scratch("events.json")
      let sensor = try stage.sensor(sinks: ["file:\(path)?name=file&rotate-age=10m"])
      try stage.run("storm-open", "1", "100", stage.file)
      try stage.waitUntilDelivered("file")
      try step(-Self.hour)
      defer { #expect(throws: Never.self) { try step(Self.hour) } }
      try stage.run("storm-open", "1", "100", stage.file)
      try stage.waitUntilDelivered("file")
      try sensor.stop()

      let receipt = try SinkReceipt(file: path)
      #expect(receipt.damaged == [])
      try SinkAccount(sensor, "file", receipt).expectAll()
      sensor.expectStorm(200, of: stage.file)
      let times = try sensor.events.filter { $0.kind == "file.open" && $0.hasBytes(stage.file) }
        .map { try #require($0.nanoseconds("time")) }
      // In the order in which it was done, by a clock that nobody has set back.
      #expect(times == times.sorted())
      let ends = try [sensor.events.first, sensor.events.last].map {
        try #require($0?.nanoseconds("time"))
      }
      #expect(ends[0] < ends[1] && ends[1] - ends[0] < Self.hour * 1_000_000_000)
    }

    @Test("Set back between two sensors: the gap has the length that it had, and says so")
    func between() throws {
      let stage = try SinkStage()
      let beats = ["--heartbeat", stage.scratch("heartbeat")]
      let first = try stage.sensor(sinks: [], beats)
      try stage.run("storm-open", "1", "100", stage.file)
      _ = try first.events("file.close", count: 100, deadline: 20)
      // A sign of life with these in it.
      _ = try first.takeIn(until: Date(deadline: 3))
      first.kill()
      try first.takeRest()
      try step(-Self.hour)
      defer { #expect(throws: Never.self) { try step(Self.hour) } }

      let second = try stage.sensor(sinks: [], beats)
      let gap = try #require(try second.events("sensor.gap").first)
      try second.stop()
      let (from, to) = (
        try #require(gap.nanoseconds("gap.from")), try #require(gap.nanoseconds("gap.to"))
      )
      #expect(gap["gap.reason"] == "killed")
      #expect(gap["gap.clock_stepped_back"] == true)
      #expect(from <= to)
      #expect(to - from < Self.hour * 1_000_000_000)
      #expect(gap["gap.to"] == second.events.first?["time"])
      #expect(gap["gap.seconds"] == .number((to - from + 999_999_999) / 1_000_000_000))
      // By the clock of then it was an hour later.
      let noted = try #require(gap.nanoseconds("gap.noted"))
      let stepped = noted - from
      #expect(abs(stepped - Self.hour * 1_000_000_000) < 1_000_000_000)
      let number = try #require(gap["gap.last_seq"].int)
      let last = try #require(first.events.first { $0.seq == number })
      #expect(try #require(last.nanoseconds("time")) <= noted + 1_000_000_000)
      let earlier = try #require(first.events.last?.nanoseconds("time"))
      let later = try #require(second.events.first?.nanoseconds("time"))
      // Events have the clock's time, set back or not; run and seq say what was first.
      #expect(later < earlier)
    }

    @Test(
      "Set back while it records, and killed after: the gap is not taken for one that was set back")
    func before() throws {
      let stage = try SinkStage()
      let beats = ["--heartbeat", stage.scratch("heartbeat")]
      let first = try stage.sensor(sinks: [], beats)
      try step(-Self.hour)
      defer { #expect(throws: Never.self) { try step(Self.hour) } }
      _ = try first.takeIn(until: Date(deadline: 3))
      first.kill()
      let second = try stage.sensor(sinks: [], beats)
      let gap = try #require(try second.events("sensor.gap").first)
      try second.stop()
      #expect(gap["gap.clock_stepped_back"] == .absent)
      #expect(gap["gap.noted"] == .absent)
      let (from, to) = (
        try #require(gap.nanoseconds("gap.from")), try #require(gap.nanoseconds("gap.to"))
      )
      #expect(from <= to && to - from < Self.hour * 1_000_000_000)
    }
  }
}

private enum Clock {
  /// Why the clock must not be set here; nil: it may.
  static var absence: String? {
    ProcessInfo.processInfo.environment["LOOKBACK_VM"] == nil
      ? "the clock is only set in a guest of scripts/vmtest" : nil
  }
}

extension Trait where Self == ConditionTrait {
  /// For tests that set the host's clock.
  static var mayStepClock: ConditionTrait {
    .enabled(if: Clock.absence == nil, "\(Clock.absence ?? "")")
  }
}

extension Trait where Self == CountSkips {
  static var clockSkipsCounted: CountSkips { CountSkips(reason: { Clock.absence }) }
}
