import Capture
import Events
import Foundation
import Logging
import Sensor
import Sinks
import Synchronization
import Testing

extension LiveKernel {
  /// Several sinks of one sensor, of which one comes back and one loses; and the signal that opens
  /// outputs anew.
  @Suite struct SinkTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    /// Remembers lines; refuses them while it is down.
    private final class Peer: Destination {
      let name: String
      private let content: Mutex<(lines: [Data], isDown: Bool)>

      init(_ name: String, isDown: Bool = false) {
        self.name = name
        content = Mutex(([], isDown))
      }

      func setDown(_ isDown: Bool) { content.withLock { $0.isDown = isDown } }

      func events() throws -> [Event] {
        try content.withLock { $0.lines }.map(Event.init(line:))
      }

      func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
        let bytes = batch.withBytes { $0.withUnsafeBytes { Data($0) } }
        let isDown = content.withLock { content in
          if !content.isDown { content.lines += bytes.split(separator: UInt8(ascii: "\n")) }
          return content.isDown
        }
        if isDown { throw DeliveryFailure("nobody is there") }
      }

      func reopen() {}
      func stopWaiting() {}
      func close() {}
    }

    /// Cannot write what programs are run.
    private final class Refusal: LineFormatter {
      func format(
        _ line: borrowing RawSpan, kind: EventKind, into output: inout [UInt8]
      ) throws(LineError) {
        if kind == .processExec { throw LineError("a program") }
        line.withUnsafeBytes { output += Array($0) }
      }
    }

    private func plan(_ peer: Peer, _ policy: FullPolicy) -> SinkPlan {
      var specification = SinkSpecification(name: peer.name, target: .standardOutput)
      specification.policy = policy
      return SinkPlan(specification) { peer }
    }

    /// The sensor, until the process and its children have ended.
    private func record(_ process: pid_t, _ plans: [SinkPlan]) throws -> Sensor.Summary {
      var capture = CaptureConfiguration(
        kinds: Set(EventCatalog.all.filter { $0.family == .sensor }.map(\.kind))
          .union([.processExec, .processExit]))
      capture.mode = try #require(CaptureMode(rawValue: Live.capture))
      capture.scope = .init(processTree: process)
      var configuration = SensorConfiguration(capture: capture, host: try .current())
      configuration.loginDirectory = nil
      return try Sensor(
        configuration, sinks: plans,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      ).run()
    }

    private func wait(
      for peer: Peer, _ kind: String, where matches: (Event) -> Bool = { _ in true }
    ) throws -> Event {
      let end = Date(deadline: 30)
      while Date() < end {
        if let event = try peer.events().first(where: { $0.kind == kind && matches($0) }) {
          return event
        }
        usleep(20_000)
      }
      throw HarnessError("no \(kind) in time")
    }

    @Test("Each sink gets its events, and all are told what another one has lost, and who is back")
    func several() throws {
      let shell = try ChildProcess(
        "/bin/sh", ["sh", "-c", "while read line; do /bin/true; done"].map { Array($0.utf8) })
      let (all, peer, picky) = (Peer("all"), Peer("peer", isDown: true), Peer("picky"))
      var refuses = plan(picky, .block)
      refuses.makeFormatter = { Refusal() }
      let plans = [plan(all, .block), plan(peer, .dropOldest), refuses]
      let summary = Mutex<Result<Sensor.Summary, any Error>?>(nil)
      let pid = shell.pid
      // Of its own, for it gets the sensor's priority and signals.
      Thread.detachNewThread {
        let result = Result { try record(pid, plans) }
        summary.withLock { $0 = result }
      }

      let start = try wait(for: all, "sensor.start")
      let lost = try wait(for: all, "sensor.sink_state")
      #expect(lost["sink.name"] == "peer")
      #expect(lost["sink.state"] == "lost")
      #expect(lost["sink.reason"] == "nobody is there")
      #expect(lost.process == start.process)
      #expect(try peer.events().isEmpty)
      peer.setDown(false)
      let back = try wait(for: all, "sensor.sink_state") { $0["sink.state"] == "back" }
      #expect(back["sink.name"] == "peer")
      #expect(back["sink.reason"] == .absent)

      shell.write("1\n2\n3\n")
      let loss = try wait(for: all, "sensor.sink_loss")
      shell.write("4\n")
      shell.closeInput()
      #expect(exitCode(shell.wait()) == 0)
      let end = Date(deadline: 30)
      while summary.withLock({ $0 == nil }) && Date() < end { usleep(20_000) }
      let result = try #require(summary.withLock { $0 }).get()

      let events = try all.events()
      #expect(events.map(\.seq) == Array(1...events.count))
      let programs = events.filter { $0.kind == "process.exec" }
      #expect(programs.count == 4)
      // What had waited for the one that was down came first, and in order.
      #expect(try peer.events().map(\.line) == events.map(\.line))
      #expect(
        try picky.events().map(\.seq) == events.filter { $0.kind != "process.exec" }.map(\.seq))

      let losses = events.filter { $0.kind == "sensor.sink_loss" }
      for event in losses {
        #expect(event["sink.name"] == "picky")
        #expect(event["loss.reason"] == "malformed")
        #expect(event["loss.lane"] == "kept")
        #expect(event["loss.bytes"] == .absent)
        let (first, last) = (event["loss.first_seq"].int ?? 0, event["loss.last_seq"].int ?? 0)
        let meant = programs.filter { (first...last).contains($0.seq) }
        #expect(event["loss.count"].int == meant.count)
        #expect(meant.first?.seq == first && meant.last?.seq == last)
        let span = (try #require(event.nanoseconds("loss.from")), event.nanoseconds("loss.to") ?? 0)
        #expect(span.0 <= span.1)
      }
      #expect(losses.first?.seq == loss.seq)
      #expect(losses.compactMap { $0["loss.count"].int }.reduce(0, +) == 4)

      let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
      for event in events {
        #expect(event["host.boot"].text == boot.trimmingCharacters(in: .newlines))
        #expect(event["run"].text == start.process)
      }
      #expect(result.treeEnded)
      #expect(result.sinks.map(\.deliveredLines) == [events.count, events.count, events.count - 4])
      #expect(result.lostByReason.map(\.reason) == ["malformed"])
      #expect(result.lost == 4)
    }

    @Test("SIGHUP ends no sensor that has no terminal")
    func hangUp() throws {
      let sensor = try TestSensor()
      sensor.signal(SIGHUP)
      try sensor.waitUntilItSays("opening outputs anew", deadline: 5)
      try sensor.run("exit", "3").expect()
      try sensor.stop()
    }
  }
}
