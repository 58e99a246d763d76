import Foundation
import Testing

extension LiveKernel {
  /// What a terminal showed, and who wrote it.
  @Suite(.sensor) struct TerminalTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    /// Every tty event of a run tells the same of the terminal.
    private func expectTerminal(
      _ run: Run, echo: Bool, canonical: Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      for event in run.all where ["tty.output", "tty.write"].contains(event.kind) {
        #expect(event["tty.device"] == run.truth["device"], sourceLocation: sourceLocation)
        #expect(event["tty.rows"] == run.truth["rows"], sourceLocation: sourceLocation)
        #expect(event["tty.columns"] == run.truth["columns"], sourceLocation: sourceLocation)
        // a terminal forgets its session when the leader, the child, has exited; the last of what
        // that wrote may be read afterwards
        let session = event["tty.session"]
        let isOver = event.kind == "tty.output" && session == .absent
        #expect(session == run.truth["child"] || isOver, sourceLocation: sourceLocation)
        #expect(event["tty.echo"] == .flag(echo), sourceLocation: sourceLocation)
        #expect(event["tty.canonical"] == .flag(canonical), sourceLocation: sourceLocation)
      }
    }

    /// What was read from the master: one event a read, together all that was shown.
    private func expectShown(_ run: Run, sourceLocation: SourceLocation = #_sourceLocation) throws {
      let output = run.events("tty.output")
      #expect(output.count == run.truth["reads"].int, sourceLocation: sourceLocation)
      let shown = try #require(run.truth["shown"].hexBytes, sourceLocation: sourceLocation)
      #expect(
        output.flatMap { $0["tty.data"].bytes ?? [] } == shown, sourceLocation: sourceLocation)
      for event in output {
        #expect(
          event["tty.bytes"].int == event["tty.data"].bytes?.count, sourceLocation: sourceLocation)
        #expect(event["tty.bytes_cut"] == .absent, sourceLocation: sourceLocation)
      }
    }

    /// What the child wrote to the slave.
    private func written(_ run: Run) throws -> [Event] {
      let child = try run.events(ofChild: run.truth["child"].int)
      #expect(run.events("tty.write").isEmpty)
      #expect(child.allSatisfy { $0.kind != "tty.output" })
      let writes = child.filter { $0.kind == "tty.write" }
      for event in writes {
        #expect(event["process.tty"] == run.truth["device"])
      }
      return writes
    }

    @Test(arguments: [("cooked", true, true), ("raw", false, false), ("secret", false, true)])
    func write(_ mode: String, _ echo: Bool, _ canonical: Bool) throws {
      let run = try sensor.run("tty-write", mode)
      let writes = try written(run)
      let text = Array("one\ntwo \u{1b}[1m".utf8) + [0xff, 0x0a]
      #expect(writes.map { $0["tty.data"].bytes } == [text])
      #expect(writes.map { $0["tty.bytes"] } == [.number(text.count)])
      #expect(writes.allSatisfy { $0["tty.bytes_cut"] == .absent })
      try expectShown(run)
      expectTerminal(run, echo: echo, canonical: canonical)
    }

    /// Seen where the hook is the terminals' own function, and nowhere else: docs/kernels.md.
    @Test(arguments: ["32-bit", "io_uring"])
    func writeByAnotherWay(_ way: String) throws {
      let run = try sensor.run("tty-write", "raw", way)
      let writes = try written(run)
      try expectShown(run)
      guard try sensor.rung(of: "tty_write") == "fentry" else {
        #expect(writes.isEmpty)
        return
      }
      let text = try #require(run.truth["shown"].hexBytes)
      #expect(writes.map { $0["tty.bytes"] } == [.number(text.count)])
      // Before these versions the buffer cannot be found again.
      if writes.contains(where: { $0["tty.bytes_cut"] != .absent }) {
        #expect(Live.kernel < (way == "io_uring" ? (6, 4) : (6, 0)))
        #expect(writes.map { $0["tty.bytes_cut"] } == [.number(text.count)])
      } else {
        #expect(writes.map { $0["tty.data"].bytes } == [text])
      }
    }

    @Test func writeOfParts() throws {
      let run = try sensor.run("tty-writev")
      let writes = try written(run)
      #expect(writes.map { $0["tty.data"] } == ["one two three"])
      #expect(writes.map { $0["tty.bytes"] } == [13])
      try expectShown(run)
    }

    @Test func largeWriteComesInParts() throws {
      let run = try sensor.run("tty-write-large", "20000")
      let writes = try written(run)
      let shown = try #require(run.truth["shown"].hexBytes)
      #expect(shown.count == 20000)
      #expect(writes.map { $0["tty.bytes"] } == [16384, .number(20000 - 16384)])
      #expect(writes.flatMap { $0["tty.data"].bytes ?? [] } == shown)
      #expect(writes.allSatisfy { $0["tty.bytes_cut"] == .absent })
      try expectShown(run)
    }

    @Test func veryLargeWriteIsCutAndSaysSo() throws {
      let run = try sensor.run("tty-write-large", "100000")
      let writes = try written(run)
      let shown = try #require(run.truth["shown"].hexBytes)
      #expect(shown.count == 100_000)
      #expect(
        writes.map { $0["tty.bytes"] } == [16384, 16384, 16384, .number(100_000 - 3 * 16384)])
      #expect(writes.flatMap { $0["tty.data"].bytes ?? [] } == Array(shown.prefix(4 * 16384)))
      #expect(writes.last?["tty.bytes_cut"] == .number(100_000 - 4 * 16384))
      try expectShown(run)
    }

    @Test func whatIsTypedWithEchoIsShown() throws {
      let marker = "typed-\(UInt64.random(in: 0...UInt64.max))"
      let run = try sensor.run("tty-type", "cooked", input: marker + "\n")
      try expectShown(run)
      #expect(run.events("tty.output").contains { $0.hasBytes(marker) })
    }

    @Test func whatIsTypedWithoutEchoIsNeverRecorded() throws {
      let marker = "SECRET-\(UInt64.random(in: 0...UInt64.max))"
      let run = try sensor.run("tty-type", "secret", input: marker + "\n")
      try expectShown(run)
      expectTerminal(run, echo: false, canonical: true)
      // the prompt was read while the child waited
      #expect(run.events("tty.output").first?["tty.session"] == run.truth["child"])
      #expect(!sensor.events.contains { $0.hasBytes(marker) })
      let writes = try written(run)
      #expect(writes.map { $0["tty.data"] } == ["Password: ", "thanks\n"])
    }
  }
}
