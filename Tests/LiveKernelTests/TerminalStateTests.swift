import Foundation
import Testing

extension LiveKernel {
  /// How terminals are set, at either end.
  @Suite(.sensor) struct TerminalStateTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    @Test(arguments: ["master", "slave"]) func size(_ end: String) throws {
      let run = try sensor.run("tty-set", end, "size")
      let size = try run.only("tty.winsize")
      #expect(size["tty.device"] == run.truth["device"])
      #expect(size["tty.rows"] == run.truth["rows"])
      #expect(size["tty.columns"] == run.truth["columns"])
      #expect(size["tty.session"] == .absent)
      #expect(size["tty.echo"] == true)
      #expect(size["tty.canonical"] == true)
      #expect(size["tty.signals"] == true)
    }

    @Test(
      arguments: ["master", "slave"],
      [("cooked", true, true, true), ("raw", false, false, false), ("secret", false, true, true)])
    func mode(_ end: String, _ mode: (String, echo: Bool, canonical: Bool, signals: Bool)) throws {
      let run = try sensor.run("tty-set", end, mode.0)
      let event = try run.only("tty.mode")
      #expect(event["tty.device"] == run.truth["device"])
      #expect(event["tty.rows"] == 0)
      #expect(event["tty.columns"] == 0)
      #expect(event["tty.session"] == .absent)
      #expect(event["tty.echo"] == .flag(mode.echo))
      #expect(event["tty.canonical"] == .flag(mode.canonical))
      #expect(event["tty.signals"] == .flag(mode.signals))
    }

    @Test func ofASession() throws {
      let run = try sensor.run("tty-set-own")
      let child = try run.events(ofChild: run.truth["child"].int)
      let events = child.filter { $0.kind == "tty.mode" }
      #expect(events.count == 1)
      let event = try #require(events.first)
      #expect(event["tty.session"] == run.truth["child"])
      #expect(event["tty.device"] == run.truth["device"])
      #expect(event["tty.rows"] == run.truth["rows"])
      #expect(event["tty.echo"] == false)
      #expect(event["tty.canonical"] == true)
    }
  }
}
