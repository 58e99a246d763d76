import Events
import Foundation
import TestSupport
import Testing

extension LiveKernel {
  /// A sensor that is killed while its receiver takes nothing.
  @Suite(.hasReceivers, .receiversSkipsCounted) struct SinkKillTests {
    enum Fault: String, CaseIterable { case stopped, dead }

    /// How many signs of life the sensor has left.
    private func beats(_ stage: SinkStage) throws -> Int {
      let text = try String(contentsOfFile: stage.scratch("heartbeat"), encoding: .utf8)
      let numbers = text.matches(of: /number=(\d+)/).compactMap { Int($0.1) }
      return 1 + (numbers.max() ?? -1)
    }

    @Test(
      "kill -9 in a storm: what was on the disk arrives with the next sensor, only what came after it is missing, and the gap says when",
      arguments: Fault.allCases)
    func killed(_ fault: Fault) throws {
      let stage = try SinkStage()
      let syslog = try SecureSyslog(in: stage.folder)
      // Much memory: a busy machine shall not make a sink's own thread late.
      let start = {
        try stage.sensor(
          sinks: [syslog.sink("memory=8M&spool=64M")], ["--heartbeat", stage.scratch("heartbeat")])
      }
      var receiver = try syslog.rsyslog()
      let first = try start()
      try stage.runPrograms()
      try stage.waitUntilDelivered("peer")
      try syslog.waitForMessages(try #require(try stage.status(of: "peer")["lines"].int))
      if fault == .stopped { receiver.stop() } else { receiver.end(SIGKILL) }

      try stage.beginStorm()
      let marks = { lane in try SinkSpoolMarks(stage.spool, sink: "peer", lane) }
      let end = Date(deadline: 60)
      // A sign of life after the first one, which has no number yet, is what the gap is told by.
      while try marks(.other).bytes < 2 << 20 || beats(stage) < 2 {
        guard Date() < end else { throw HarnessError("nothing is spooled; it said: \(first.said)") }
        try stage.runPrograms()
      }
      let before = Int64(Date().timeIntervalSince1970 * 1e9)
      first.kill()
      let spooled = [SinkLane.kept: try marks(.kept), .other: try marks(.other)]
      _ = try stage.endStorm()
      try first.takeRest()

      if fault == .stopped { receiver.goOn() } else { receiver = try syslog.rsyslog() }
      let second = try start()
      try stage.runPrograms()
      let earlier = spooled.values.reduce(0) { $0 + $1.lines }
      try stage.waitUntilDelivered("peer", earlier: earlier)
      try second.stop()
      try syslog.waitForEnd(of: second)
      receiver.end()

      let receipt = try SinkReceipt(file: syslog.messages.path)
      #expect(receipt.damaged == [])
      #expect(receipt.rest.isEmpty)
      try SinkAccount(second, "peer", receipt).expectAll()
      let account = try SinkAccount(first, "peer", receipt)
      #expect(account.altered == [])
      #expect(account.said.count == 0)
      for lane in SinkLane.allCases {
        let last = try #require(spooled[lane]).last
        #expect(last > 0, "\(lane)")
        // By number: all up to the last that was spooled, and nothing behind it.
        let numbers = account.numbers(lane)
        let expected = numbers.filter { $0 <= last }
        let arrived = numbers.filter { account.received[$0] != nil }
        #expect(arrived == expected, "\(lane)")
        #expect(expected.last == last, "\(lane)")
        #expect(lane == .kept || arrived.count < numbers.count, "some were only in memory")
      }

      let gap = try #require(try second.events("sensor.gap").first)
      #expect(gap["gap.reason"] == "killed")
      #expect(gap["gap.run"] == first.events.first?["run"])
      #expect(gap["gap.to"] == second.events.first?["time"])
      #expect(gap["gap.clock_stepped_back"] == .absent)
      let from = try #require(gap.nanoseconds("gap.from"))
      #expect(from <= before)
      // The gap begins where the numbers end that the sensor had given then.
      let number = try #require(gap["gap.last_seq"].int)
      #expect(number > 0)
      if let event = first.events.first(where: { $0.seq == number }) {
        // Each sensor has looked at the clock by itself, and that is kept right meanwhile.
        #expect(try #require(event.nanoseconds("time")) <= from + 1_000_000_000)
      } else {
        #expect(number > first.events.count)
      }
    }
  }
}
