import Foundation
import Testing

extension LiveKernel {
  /// Much at once: nothing is lost, or the sensor says exactly how much.
  @Suite struct StormTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    /// The number of events of a kind, and of those that the sensor says it lost.
    private func account(_ events: [Event], _ kind: String, where matches: (Event) -> Bool) -> (
      found: Int, lost: Int
    ) {
      let lost = events.filter { $0.kind == "sensor.loss" && $0["loss.kind"] == .text(kind) }
      return (
        events.filter { $0.kind == kind && matches($0) }.count,
        lost.compactMap { $0["loss.count"].int }.reduce(0, +)
      )
    }

    /// No loss is left to guess: what, how much, why and when.
    private func expectLossesHaveKinds(_ events: [Event]) {
      for loss in events where loss.kind == "sensor.loss" {
        #expect(loss["loss.kind"] != .absent, "\(loss.testDescription)")
        #expect(loss["loss.count"].int ?? 0 > 0)
        #expect(loss["loss.reason"] == "ring_full")
        let from = loss.nanoseconds("loss.from") ?? 0
        let to = loss.nanoseconds("loss.to") ?? 0
        #expect(0 < from && from <= to)
      }
    }

    private func report(_ name: String, _ run: Run, _ counts: [(found: Int, lost: Int)]) {
      let found = counts.map(\.found).reduce(0, +)
      let lost = counts.map(\.lost).reduce(0, +)
      print("\(name): \(found) events, \(lost) lost and counted")
    }

    @Test func execs() throws {
      let count = 20_000 / Live.timeFactor
      let sensor = try TestSensor()
      let run = try sensor.run("storm-exec", "\(count)", deadline: 120)
      #expect(exitCode(run.status) == 0)
      try sensor.stop(allowingLoss: true)
      let events = sensor.events
      let parent = Value.number(run.pid)
      let forks = account(events, "process.fork") { $0.pid == run.pid }
      let execs = account(events, "process.exec") { $0["process.parent.pid"] == parent }
      let exits = account(events, "process.exit") { $0["process.parent.pid"] == parent }
      #expect(forks.found + forks.lost == count)
      #expect(execs.found + execs.lost == count)
      #expect(exits.found + exits.lost == count)
      expectLossesHaveKinds(events)
      report("exec storm", run, [forks, execs, exits])
    }

    @Test(.missesNothing, .missesNothingSkipsCounted) func writes() throws {
      let children = 1_000 / Live.timeFactor
      let writes = 1_000
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try TestSensor()
      let run = try sensor.run("storm-write", "\(children)", "\(writes)", path, deadline: 120)
      #expect(exitCode(run.status) == 0)
      try sensor.stop(allowingLoss: true)
      let events = sensor.events
      let isOfFile = { (event: Event) in event["file.path"] == .text(path) }
      let counts = ["file.open", "file.write", "file.close"].map {
        account(events, $0, where: isOfFile)
      }
      for count in counts {
        #expect(count.found + count.lost == children)
      }
      expectLossesHaveKinds(events)
      let closes = events.filter { $0.kind == "file.close" && isOfFile($0) }
      #expect(closes.allSatisfy { $0["file.writes"] == .number(writes) })
      #expect(closes.allSatisfy { $0["file.bytes"] == .number(writes) })
      report("write storm", run, counts)
    }

    /// On all CPUs at once; with a ring that is too small for it, too.
    @Test(
      .missesNothing, .missesNothingSkipsCounted, arguments: [[], ["--ring-bulk", "262144"]])
    func opens(_ options: [String]) throws {
      let workers = 2
      let count = 20_000 / Live.timeFactor
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try TestSensor(["--process-tree", "\(getpid())"] + options)
      let run = try sensor.run("storm-open", "\(workers)", "\(count)", path, deadline: 120)
      #expect(exitCode(run.status) == 0)
      try sensor.stop(allowingLoss: true)
      let counts = ["file.open", "file.write", "file.close"].map {
        account(sensor.events, $0) { $0["file.path"] == .text(path) }
      }
      // the markers' opens may be among the lost
      let markers = sensor.events.count {
        $0.kind == "file.open" && $0["file.path"].text?.contains("/marker-") == true
      }
      #expect(counts[0].found + counts[0].lost == workers * count + sensor.markers - markers)
      #expect(counts[1].found + counts[1].lost == workers * count)
      #expect(counts[2].found + counts[2].lost == workers * count)
      expectLossesHaveKinds(sensor.events)
      report("open storm \(options)", run, counts)
      // In an emulated machine the storm is a smaller and a slower one.
      if !options.isEmpty, Live.timeFactor == 1 {
        #expect(counts.allSatisfy { $0.lost > 0 }, "the ring was to be too small")
      }
    }

    /// Connections begin in processes and end in interrupts, which come in the middle of anything.
    @Test(.missesNothing, .missesNothingSkipsCounted) func connections() throws {
      let workers = 2
      let count = 8_000 / Live.timeFactor
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--events", "process,network,file.open",
      ])
      let began = Date()
      let run = try sensor.run("storm-connect", "\(workers)", "\(count)", deadline: 120)
      let took = Date().timeIntervalSince(began)
      #expect(exitCode(run.status) == 0)
      // Interrupts that a busy processor has put off end connections of programs that are gone.
      usleep(useconds_t(300_000 * Live.timeFactor))
      try sensor.stop(allowingLoss: true)
      let isOurs = { (event: Event) in event["remote.address"] == "127.0.0.1" }
      let kinds = ["net.connect", "net.accept", "net.close"]
      var counts = kinds.map { account(sensor.events, $0, where: isOurs) }
      // To two places again and again: most of them are counted.
      counts[0].found += sensor.events.connectsCounted()
      // markers connect to unix sockets, and may be among the lost
      let markers = sensor.markers - sensor.events.count { $0.kind == "net.connect" && !isOurs($0) }
      #expect(counts[0].found + counts[0].lost == 2 * workers * count + markers)
      #expect(counts[1].found + counts[1].lost == workers * count)
      #expect(counts[2].found + counts[2].lost == 3 * workers * count)
      expectLossesHaveKinds(sensor.events)
      let origins = sensor.events.filter { $0.kind == "net.close" }.map { $0["net.origin"] }
      #expect(!origins.contains("unknown"))
      report("connection storm", run, counts)
      print(
        "\(Int(Double(2 * workers * count) / took)) connects a second, the sensor's start not counted"
      )
    }

    /// The lane of the processes does not suffer from a storm of files.
    @Test func filesDoNotPushOutProcesses() throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try TestSensor(["--process-tree", "\(getpid())", "--ring-bulk", "262144"])
      let storm = try ChildProcess(workload: [
        "storm-open", "2", "\(20_000 / min(Live.timeFactor, 4))", path,
      ])
      let count = 500 / min(Live.timeFactor, 4)
      let run = try sensor.run("storm-exec", "\(count)", deadline: 60)
      while storm.readLine() != nil {}
      storm.wait()
      try sensor.settle(deadline: 60)
      try sensor.stop(allowingLoss: true)
      let parent = Value.number(run.pid)
      let execs = sensor.events.count {
        $0.kind == "process.exec" && $0["process.parent.pid"] == parent
      }
      #expect(execs == count)
      let lost = sensor.events.filter { $0.kind == "sensor.loss" }
      #expect(!lost.isEmpty, "the ring was to be too small")
      #expect(lost.allSatisfy { $0["loss.lane"] != "critical" })
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// For tests that count each call of a storm: return probes miss some, see docs/kernels.md.
  static var missesNothing: ConditionTrait {
    .enabled(if: ReturnProbes.reason == nil, "\(ReturnProbes.reason ?? "")")
  }
}

extension Trait where Self == CountSkips {
  static var missesNothingSkipsCounted: CountSkips { CountSkips(reason: { ReturnProbes.reason }) }
}

private enum ReturnProbes {
  static var reason: String? {
    Live.probes == "kprobe" ? "return probes miss calls of a storm without counting them" : nil
  }
}
