import Events
import Foundation
import TestSupport
import Testing

extension LiveKernel {
  /// Sinks that are replaced at SIGHUP while events come.
  @Suite(.triesFaults, .faultsSkipsCounted) struct SinkHangUpTests {
    /// The configuration and the sensor that reads it.
    private final class Bench {
      let stage: SinkStage
      let sensor: TestSensor
      private let configuration: String
      private var asked = 0

      init(_ sinks: String...) throws {
        stage = try SinkStage()
        configuration = stage.scratch("lookback.yaml")
        try Self.write(sinks, to: configuration)
        sensor = try stage.sensor(sinks: [], ["--config", configuration])
      }

      private static func write(_ sinks: [String], to path: String) throws {
        let text = "sinks:\n" + sinks.map { "  - \($0)\n" }.joined()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
      }

      /// Writes it anew and says so to the sensor; waits for an answer.
      func replace(_ sinks: String..., answer: String) throws {
        try Self.write(sinks, to: configuration)
        try hangUp(answer: answer)
      }

      /// The same with any text.
      func replace(text: String, answer: String) throws {
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
        try hangUp(answer: answer)
      }

      private func hangUp(answer: String) throws {
        asked += 1
        sensor.signal(SIGHUP)
        let end = Date(deadline: 20)
        while answers < asked {
          guard Date() < end else { throw HarnessError("no answer; it said: \(sensor.said)") }
          usleep(20_000)
        }
        let last = sensor.said.split(separator: "\n").last { Self.isAnswer($0) }
        #expect(last?.contains(answer) == true, "\(sensor.said)")
      }

      private var answers: Int { sensor.said.split(separator: "\n").count { Self.isAnswer($0) } }

      private static func isAnswer(_ line: Substring) -> Bool {
        line.contains("the sinks are as") || line.contains("the sinks stay as")
      }
    }

    /// The numbers of a run that a receiver has got, in order.
    private func numbers(_ receipt: SinkReceipt, of sensor: TestSensor) throws -> [Int] {
      let run = try #require(sensor.events.first?["run"].text)
      return (receipt.runs[run] ?? [:]).keys.sorted()
    }

    /// The numbers of what came over one connection, which are whole lines, none twice.
    private func wholeNumbers(_ data: Data, of sensor: TestSensor) throws -> [Int] {
      let receipt = SinkReceipt(data)
      #expect(receipt.damaged == [] && receipt.rest.isEmpty && receipt.repeats == 0)
      return try numbers(receipt, of: sensor)
    }

    @Test("One stays, one goes, one comes, some change: each event is at who is there, once")
    func replaced() throws {
      let (stays, goes, changes) = (try StreamServer(), try StreamServer(), try StreamServer())
      let left = "{to: 'tcp:127.0.0.1:\(stays.port)', name: left, memory: 64M}"
      let changing = "to: 'tcp:127.0.0.1:\(changes.port)', name: changing, memory: 64M"
      let scratch = try Scratch()
      let written = "to: 'file:\(scratch("written"))', name: written"
      let bench = try Bench(
        "stdout", left, "{to: 'tcp:127.0.0.1:\(goes.port)', name: going, spool: no, memory: 64M}",
        "{\(changing), policy: drop-oldest}", "{\(written)}")
      let (stage, sensor) = (bench.stage, bench.sensor)
      try stage.beginStorm()
      for _ in 0..<10 { try stage.runPrograms() }
      try bench.replace(
        "stdout", left, "{\(changing), policy: drop-newest}", "{\(written), format: ecs}",
        "'file:\(scratch("added"))'", answer: "the sinks are as the configuration says now")
      for _ in 0..<10 { try stage.runPrograms() }
      let opens = try stage.endStorm()
      try stage.waitUntilDelivered("left")
      try sensor.stop()

      // All of them meet at one number.
      let all = Array(1...sensor.events.count)
      let added = try SinkReceipt(file: scratch("added"))
      #expect(added.damaged == [])
      let first = try #require(try numbers(added, of: sensor).first)
      #expect(first > 1)
      #expect(try numbers(added, of: sensor) == Array(first...all.count))
      // SIGHUP has them connect anew as well.
      #expect(try goes.received.flatMap { try wholeNumbers($0, of: sensor) } == Array(1..<first))
      let pieces = try changes.received.map { try wholeNumbers($0, of: sensor) }
      #expect(pieces.flatMap(\.self) == all)
      #expect(pieces.contains { $0.first == first }, "another sink has another connection")
      #expect(try stays.received.flatMap { try wholeNumbers($0, of: sensor) } == all)

      // The same file, from one line on in the other format.
      let lines = try Data(contentsOf: URL(filePath: scratch("written")))
        .lines.whole.map { try Value(line: $0) }
      #expect(lines.prefix(first - 1).map { $0["seq"].int } == Array(1..<first))
      #expect(
        lines.dropFirst(first - 1).map { $0["event.sequence"].int } == Array(first...all.count))
      sensor.expectStorm(opens, of: stage.file)
      #expect(!sensor.events.contains { $0.kind == "sensor.sink_loss" })
    }

    @Test("The rest of one that goes while nobody is there waits on the disk until it is back")
    func spooled() throws {
      let port = try Loopback.freePort()
      let peer = "{to: 'tcp:127.0.0.1:\(port)', name: peer, memory: 8M}"
      let bench = try Bench("stdout", peer)
      let (stage, sensor) = (bench.stage, bench.sensor)
      var opens = try stage.storm(seconds: 0.3)
      try bench.replace("stdout", answer: "the sinks are as the configuration says now")
      let end = Date(deadline: 20)
      while try SinkSpoolMarks(stage.spool, sink: "peer", .other).lines == 0 {
        guard Date() < end else { throw HarnessError("nothing is spooled; \(sensor.said)") }
        usleep(20_000)
      }
      opens += try stage.storm(seconds: 0.3)
      let program = try stage.run("storm-exec", "1")["pid"].int
      // What the sensor still gathers goes to the sinks that there are then.
      _ = try sensor.events("process.exit") { $0.pid == program }
      let server = try StreamServer(port: port)
      try bench.replace("stdout", peer, answer: "the sinks are as the configuration says now")
      opens += try stage.storm(seconds: 0.3)
      try stage.waitUntilEmpty("peer")
      try sensor.stop()

      var receipt = SinkReceipt(Data())
      for data in server.received { receipt.add(data) }
      #expect(receipt.damaged == [] && receipt.rest.isEmpty)
      let numbers = try numbers(receipt, of: sensor)
      // What there was while it was not asked for is all that is missing, in one piece.
      let missing = Set(1...sensor.events.count).subtracting(numbers).sorted()
      let from = try #require(missing.first)
      #expect(missing == Array(from..<(from + missing.count)))
      let unasked = sensor.events.first { $0.kind == "process.exit" && $0.pid == program }
      #expect(missing.contains(try #require(unasked).seq))
      #expect(numbers.last == sensor.events.count)
      #expect(!sensor.events.contains { $0.kind == "sensor.sink_loss" })
      sensor.expectStorm(opens, of: stage.file)
    }

    @Test("A configuration that is wrong changes nothing, and is told with line and column")
    func refused() throws {
      let server = try StreamServer()
      let peer = "{to: 'tcp:127.0.0.1:\(server.port)', name: peer, memory: 8M}"
      let bench = try Bench("stdout", peer)
      let (stage, sensor) = (bench.stage, bench.sensor)
      var opens = try stage.storm(seconds: 0.2)
      try bench.replace(
        text: "sinks:\n  - stdout\n  - to: file:/tmp/never\n    formt: ecs\n",
        answer: "lookback.yaml:4:5: ")
      try bench.replace(text: "sinks: [stdout\n", answer: "lookback.yaml:")
      // One that can be read, and not be followed.
      try bench.replace(
        "stdout", "'tls:localhost:1?ca=\(stage.scratch("nowhere.pem"))'",
        answer: "nowhere.pem cannot be read")
      opens += try stage.storm(seconds: 0.2)
      try stage.waitUntilDelivered("peer")
      #expect(try stage.status()["sinks"].list?.map { $0["name"] } == ["stdout", "peer"])
      try sensor.stop()

      var receipt = SinkReceipt(Data())
      for data in server.received { receipt.add(data) }
      #expect(receipt.damaged == [] && receipt.rest.isEmpty && receipt.repeats == 0)
      try SinkAccount(sensor, "peer", receipt).expectAll()
      sensor.expectStorm(opens, of: stage.file)
    }
  }
}
