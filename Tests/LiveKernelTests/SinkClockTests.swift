import Foundation
import TestSupport
import Testing

extension LiveKernel {
  /// A host whose clock is set back.
  @Suite(.mayStepClock, .clockSkipsCounted) struct SinkClockTests {
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

    /// What a gap says, as a span that is none of hours.
    private func span(_ gap: Event) throws -> ClosedRange<Int64> {
      let from = try #require(gap.nanoseconds("gap.from"))
      let to = try #require(gap.nanoseconds("gap.to"))
      try #require(from <= to)
      #expect(to - from < Self.hour * 1_000_000_000)
      #expect(gap["gap.seconds"] == .number((to - from + 999_999_999) / 1_000_000_000))
      return from...to
    }

    /// One test: each start of a sensor takes long where this can be done.
    @Test("Times go on while the clock is set back, nothing is lost, and gaps have their length")
    func setBack() throws {
      let stage = try SinkStage()
      let path = stage.scratch("events.json")
      let start = {
        try stage.sensor(
          sinks: ["file:\(path)?name=file&rotate-age=10m"],
          ["--heartbeat", stage.scratch("heartbeat")])
      }
      let first = try start()
      try stage.run("storm-open", "1", "100", stage.file)
      try stage.waitUntilDelivered("file")
      try step(-Self.hour)
      defer { #expect(throws: Never.self) { try step(Self.hour) } }
      try stage.run("storm-open", "1", "100", stage.file)
      try stage.waitUntilDelivered("file")
      try first.stop()

      let receipt = try SinkReceipt(file: path)
      #expect(receipt.damaged == [])
      try SinkAccount(first, "file", receipt).expectAll()
      first.expectStorm(200, of: stage.file)
      let times = try first.events.filter { $0.kind == "file.open" && $0.hasBytes(stage.file) }
        .map { try #require($0.nanoseconds("time")) }
      // In the order in which it was done, by the clock that there was at the start.
      #expect(times == times.sorted())
      let ends = try [first.events.first, first.events.last].map {
        try #require($0?.nanoseconds("time"))
      }
      #expect(ends[0] < ends[1] && ends[1] - ends[0] < Self.hour * 1_000_000_000)

      // The last sign of life is of after the step: that is no clock set back in between.
      let second = try start()
      let order = try #require(try second.events("sensor.gap").first)
      #expect(order["gap.reason"] == "stopped")
      #expect(order["gap.clock_stepped_back"] == .absent)
      #expect(order["gap.noted"] == .absent)
      #expect(order["gap.last_seq"] == .number(first.events.count))
      _ = try span(order)
      try stage.run("storm-open", "1", "100", stage.file)
      _ = try second.events("file.close", count: 100, deadline: 20)
      // A sign of life with these in it.
      _ = try second.takeIn(until: Date(deadline: 3))
      second.kill()
      try second.takeRest()
      try step(-Self.hour)
      defer { #expect(throws: Never.self) { try step(Self.hour) } }

      let third = try start()
      let gap = try #require(try third.events("sensor.gap").first)
      try third.stop()
      let span = try span(gap)
      #expect(gap["gap.reason"] == "killed")
      #expect(gap["gap.clock_stepped_back"] == true)
      #expect(gap["gap.to"] == third.events.first?["time"])
      // By the clock of then it was an hour later.
      let noted = try #require(gap.nanoseconds("gap.noted"))
      #expect(abs(noted - span.lowerBound - Self.hour * 1_000_000_000) < 1_000_000_000)
      let number = try #require(gap["gap.last_seq"].int)
      let last = try #require(second.events.first { $0.seq == number })
      #expect(try #require(last.nanoseconds("time")) <= noted + 1_000_000_000)
      // Events have the clock's time; run and seq say what was first.
      #expect(third.events.first?["run"] != second.events.first?["run"])
      let earlier = try #require(second.events.last?.nanoseconds("time"))
      #expect(try #require(third.events.first?.nanoseconds("time")) < earlier)
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
