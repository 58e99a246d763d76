import Foundation
import Testing

extension LiveKernel {
  /// Limits of the sensor itself: over one, less is told, in the order that is documented; what is left
  /// out is counted, and what the critical lane carries never is.
  @Suite(.missesNothing, .missesNothingSkipsCounted) struct DegradeTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    /// Why there can be no storm here that goes on until something is seen; nil: there can.
    private static let absenceOfStorms: String? =
      ProcessInfo.processInfo.environment["LOOKBACK_VM"] == nil
      ? nil : "an emulated machine does not read the events of a storm as fast as they come"

    /// The markers of moments cannot be seen but by their processes.
    private static func sensor(_ arguments: String...) throws -> TestSensor {
      try TestSensor(
        ["--process-tree", "\(getpid())"] + arguments, settleKinds: ["process.exit"])
    }

    private func lost(_ events: [Event], _ kind: String) -> Int {
      events.filter { $0.kind == "sensor.loss" && $0["loss.kind"] == .text(kind) }
        .compactMap { $0["loss.count"].int }.reduce(0, +)
    }

    /// The steps as they were taken and taken back, each once and with what belongs to it.
    private func expectSteps(_ events: [Event], _ order: [String]) throws {
      var previous: Value = .absent
      for event in events where event.kind == "sensor.degrade" {
        let step = event["degrade.step"]
        #expect(event["degrade.previous"] == previous)
        let steps = event["degrade.steps"].list ?? []
        #expect(steps == order.prefix(steps.count).map(Value.text))
        #expect((steps.last ?? .absent) == step)
        #expect(event["degrade.cpu.limit"] == 10)
        #expect(event["degrade.memory"] == .absent)
        let used = try #require(event["degrade.cpu.used"].int)
        if event["degrade.cause"] == "cpu" {
          #expect(used > 10)
        } else {
          #expect(event["degrade.cause"] == .absent)
          #expect(used < 7)
        }
        previous = step
      }
    }

    @Test(
      "A storm of files is left out and counted until it is over; processes are told",
      .enabled(if: absenceOfStorms == nil, "\(absenceOfStorms ?? "")"),
      CountSkips(reason: { absenceOfStorms }))
    func files() throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let quietPath = try scratch.file("quiet")
      let sensor = try Self.sensor("--cpu-limit", "1")
      let storm = try ChildProcess(workload: ["storm-open-on", "write", path])
      let taken = try #require(try sensor.events("sensor.degrade", deadline: 60).first)
      #expect(taken["degrade.step"] == "files")
      #expect(taken["degrade.cause"] == "cpu")
      let processes = 300
      let meanwhile = try sensor.run("storm-exec", "\(processes)", deadline: 60)
      storm.closeInput()
      let line = try #require(storm.readLine())
      let count = try #require(Value(line: line)["opens"].int)
      #expect(exitCode(storm.wait()) == 0)
      // Now and then the storm was let in again; when it is over all steps are taken back for good.
      let end = Date(deadline: 180)
      repeat {
        guard Date() < end else { throw HarnessError("still left out; it said: \(sensor.said)") }
        sleep(1)
        try sensor.settle()
      } while sensor.events.last { $0.kind == "sensor.degrade" }?["degrade.step"] != .absent
      let after = try sensor.run("write", "write", "3", "10", quietPath)
      after.expect("file.open", "file.write", "file.close")
      try sensor.stop(allowingLoss: true)

      let events = sensor.events
      try expectSteps(events, ["files", "network", "terminals", "connections"])
      let losses = events.filter { $0.kind == "sensor.loss" }
      #expect(losses.contains { $0["loss.reason"] == "degraded" })
      #expect(
        losses.allSatisfy { ["degraded", "ring_full"].contains($0["loss.reason"].text ?? "") })
      #expect(losses.allSatisfy { $0["loss.lane"] == "bulk" })
      let markers = events.count {
        $0.kind == "file.open" && $0["file.path"].text?.contains("/marker-") == true
      }
      var told = 0
      for kind in ["file.open", "file.write", "file.close"] {
        let found = events.count { $0.kind == kind && $0["file.path"] == .text(path) }
        let lost = lost(events, kind) - (kind == "file.open" ? sensor.markers - markers : 0)
        #expect(found + lost == count, "\(kind): \(found) told, \(lost) lost")
        told += found
      }
      print("\(told) of \(3 * count) told, the rest left out and counted")
      let parent = Value.number(meanwhile.pid)
      #expect(events.count { $0.kind == "process.fork" && $0.pid == meanwhile.pid } == processes)
      for kind in ["process.exec", "process.exit"] {
        #expect(
          events.count { $0.kind == kind && $0["process.parent.pid"] == parent } == processes)
      }
    }

    @Test(
      "Files that are read are left out first, and those that are written still told",
      .enabled(if: absenceOfStorms == nil, "\(absenceOfStorms ?? "")"),
      CountSkips(reason: { absenceOfStorms }))
    func reads() throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try Self.sensor("--cpu-limit", "1", "--watch", scratch.path)
      let storm = try ChildProcess(workload: ["storm-open-on", "read", path])
      let taken = try #require(try sensor.events("sensor.degrade", deadline: 60).first)
      #expect(taken["degrade.step"] == "file_reads")
      let write = try sensor.run("write", "write", "3", "10", path)
      write.expect("file.open", "file.write", "file.close")
      storm.closeInput()
      let line = try #require(storm.readLine())
      let count = try #require(Value(line: line)["opens"].int)
      #expect(exitCode(storm.wait()) == 0)
      try sensor.stop(allowingLoss: true)

      let events = sensor.events
      try expectSteps(events, ["file_reads", "files", "network", "terminals", "connections"])
      let told = events.count { $0.kind == "file.open" && $0.pid == Int(storm.pid) }
      let lost = lost(events, "file.open")
      #expect(told + lost == count, "\(told) told, \(lost) lost")
      #expect(told > 0 && lost > 0)
      print("\(told) of \(count) reads told, the rest left out and counted")
    }

    @Test(
      "With all steps in force, what is told is processes, and files that matter",
      .enabled(if: absenceOfStorms == nil, "\(absenceOfStorms ?? "")"),
      CountSkips(reason: { absenceOfStorms }))
    func everything() throws {
      let scratch = try Scratch()
      let etc = try Scratch()
      let path = try scratch.file("file")
      try etc.file("crontab")
      try FileManager.default.copyItem(atPath: "/etc/ld.so.cache", toPath: etc("ld.so.cache"))
      // The mode in which a record that is withheld must be given back by hand.
      let sensor = try Self.sensor("--capture", "perf", "--cpu-limit", "1")
      let storm = try ChildProcess(workload: ["storm-fork"])
      _ = storm.readLine()
      _ = try sensor.events("sensor.degrade", deadline: 120) {
        $0["degrade.step"] == "connections"
      }

      let write = try sensor.run("write", "write", "3", "10", path)
      write.expect()
      let rename = try sensor.run("rename", path, scratch("other"))
      rename.expect()
      let refused = try sensor.run("connect-refused", "127.0.0.1")
      refused.expect()
      let terminal = try sensor.run("tty-write", "raw")
      #expect(!terminal.all.contains { ["tty.output", "tty.write"].contains($0.kind) })

      let secret = try sensor.run("open", "O_RDONLY", "0", "/etc/shadow")
      #expect(try secret.only("file.open")["file.secret"] == true)
      let kept = try sensor.run(
        "with-etc", etc.path, "write", "write", "1", "10", "/etc/crontab")
      #expect(kept.events("persist.change").map { $0["persist.mechanism"] } == ["cron"])
      #expect(kept.events("file.close").map { $0["file.path"] } == ["/etc/crontab"])
      let renamed = try sensor.run(
        "with-etc", etc.path, "rename", "/etc/crontab", "/etc/other")
      #expect(renamed.events("persist.change").map { $0["persist.action"] } == ["removed"])
      #expect(try sensor.run("exec-memfd", "a name").events("process.memfd").count == 1)

      try sensor.waitUntilItSays("over a limit although all is left out that may be", deadline: 60)
      storm.closeInput()
      let line = try #require(storm.readLine())
      let children = try #require(Value(line: line)["children"].int)
      #expect(exitCode(storm.wait()) == 0)
      try sensor.settle()
      try sensor.stop(allowingLoss: true)

      let events = sensor.events
      try expectSteps(events, ["files", "network", "terminals", "connections"])
      let losses = events.filter { $0.kind == "sensor.loss" }
      #expect(losses.allSatisfy { $0["loss.reason"] == "degraded" && $0["loss.lane"] == "bulk" })
      #expect(lost(events, "file.open") == 1 + sensor.markers)
      // The file without a name was written to as well.
      #expect(lost(events, "file.write") == 2)
      #expect(lost(events, "file.close") == 2)
      #expect(lost(events, "file.rename") == 1)
      #expect(lost(events, "net.connect") == 1 + sensor.markers)
      #expect(lost(events, "tty.output") > 0 && lost(events, "tty.write") > 0)
      #expect(events.count { $0.kind == "process.fork" && $0.pid == Int(storm.pid) } == children)
      #expect(
        events.count {
          $0.kind == "process.exit" && $0["process.parent.pid"] == .number(Int(storm.pid))
        } == children)
    }

    @Test("A limit of memory makes the rings small; as long as it is kept to, all is told")
    func memory() throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      // The least there is; nothing is left out, for it is kept to.
      let sensor = try TestSensor(
        [
          "--process-tree", "\(getpid())", "--memory-limit", "12928K", "--watch", scratch.path,
        ], markerDirectory: scratch.path)
      let start = try #require(sensor.events.first)
      #expect(start["sensor.ring.critical"] == 131_072)
      #expect(start["sensor.ring.bulk"] == 524_288)
      try sensor.run("open", "O_RDONLY", "0", path).only("file.open")
      try sensor.stop()
      #expect(!sensor.events.contains { $0.kind == "sensor.degrade" })
    }
  }
}
