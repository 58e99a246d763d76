import Foundation
import Testing

extension LiveKernel {
  /// Budgets: of one who does too much, what is over is counted and not told; nobody else has less.
  @Suite(.missesNothing, .missesNothingSkipsCounted) struct ThrottleTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    private static let kinds = ["file.open", "file.write", "file.close"]
    private static let budget = 500

    /// What came of a storm with so many of each kind: told or withheld, to the unit.
    private func expectStormIsWhole(
      _ events: [Event], _ path: String, ofEach count: Int, in seconds: TimeInterval
    ) throws -> (start: Event, stop: Event) {
      var told = 0
      var withheld = 0
      for kind in Self.kinds {
        let found = events.count { $0.kind == kind && $0["file.path"] == .text(path) }
        let losses = events.filter {
          $0.kind == "sensor.loss" && $0["loss.kind"] == .text(kind)
        }
        let lost = losses.compactMap { $0["loss.count"].int }.reduce(0, +)
        #expect(found + lost == count, "\(kind): \(found) told, \(lost) withheld")
        told += found
        withheld += lost
      }
      let losses = events.filter { $0.kind == "sensor.loss" }
      #expect(losses.allSatisfy { $0["loss.reason"] == "throttled" && $0["loss.lane"] == "bulk" })
      let processors = sysconf(Int32(_SC_NPROCESSORS_CONF))
      #expect(told >= Self.budget)
      #expect(told <= (Self.budget + processors) * (Int(seconds) + 2))
      print("\(told) told and \(withheld) withheld in \(seconds) s")

      let starts = events.filter { $0.kind == "throttle.start" }
      let stops = events.filter { $0.kind == "throttle.stop" }
      // A machine that stands still for two seconds makes two of one.
      if Live.timeFactor == 1 { #expect(starts.count == 1) }
      #expect(starts.count == stops.count)
      for (stop, next) in zip(stops, starts.dropFirst()) {
        let to = try #require(stop.nanoseconds("throttle.to"))
        let from = try #require(next.nanoseconds("throttle.from"))
        #expect(from - to >= 2_000_000_000)
      }
      let start = try #require(starts.first)
      let stop = try #require(stops.first)
      for event in [start, stop] {
        #expect(event["throttle.budget"] == .number(Self.budget))
        #expect(event["throttle.from"] == start["throttle.from"])
        let from = try #require(event.nanoseconds("throttle.from"))
        let to = try #require(event.nanoseconds("throttle.to"))
        let time = try #require(event.nanoseconds("time"))
        #expect(from <= to && to <= time)
      }
      let first = try #require(start["throttle.count"].int)
      #expect((1...withheld).contains(first))
      #expect(stops.compactMap { $0["throttle.count"].int }.reduce(0, +) == withheld)
      #expect(start.seq < stop.seq)
      return (start, stop)
    }

    @Test(
      "A process over its budget is named, and no other one has less",
      arguments: Live.CaptureMode.allCases)
    func process(_ mode: Live.CaptureMode) throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let quietPath = try scratch.file("quiet")
      let count = 200_000 / Live.timeFactor
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--capture", mode.rawValue,
        "--process-budget", "\(Self.budget)",
      ])
      let began = Date()
      let storm = try ChildProcess(workload: ["storm-open", "1", "\(count)", path])
      _ = try sensor.events("throttle.start", deadline: 10)
      let quiet = try sensor.run("write", "write", "3", "10", quietPath)
      quiet.expect("file.open", "file.write", "file.close")
      while storm.readLine() != nil {}
      #expect(exitCode(storm.wait()) == 0)
      let took = Date().timeIntervalSince(began)
      _ = try sensor.events("throttle.stop", deadline: 10)
      try sensor.stop(allowingLoss: true)

      let (start, stop) = try expectStormIsWhole(sensor.events, path, ofEach: count, in: took)
      let fork = try #require(
        sensor.events.first { $0.kind == "process.fork" && $0.pid == Int(storm.pid) })
      for event in [start, stop] {
        #expect(event["throttle.scope"] == "process")
        #expect(.text(event.process) == fork["child.id"])
        #expect(event["process.exe"] == .text(Live.workload))
        #expect(event["process.parent.pid"] == .number(Int(storm.pid)))
      }
      // It ended by itself, not with the sensor.
      let to = try #require(stop.nanoseconds("throttle.to"))
      let time = try #require(stop.nanoseconds("time"))
      #expect(time - to >= 2_000_000_000)
      let last = try #require(sensor.events.last?.nanoseconds("time"))
      #expect(time < last)
      // Nothing is missing in the lane of the processes.
      for (kind, pid) in [
        ("process.exec", Int(storm.pid)), ("process.exit", Int(storm.pid)),
        ("process.exit", stop.pid),
      ] {
        #expect(sensor.events.count { $0.kind == kind && $0.pid == pid } == 1)
      }
    }

    @Test(
      "The processes of a cgroup have one budget together",
      .enabled(if: cgroup2Mount() != nil, "no cgroup v2 hierarchy is mounted"))
    func cgroup() throws {
      let mount = try #require(cgroup2Mount())
      let cgroup = "\(mount)/lookback-live-throttle-\(getpid())"
      try FileManager.default.createDirectory(
        atPath: cgroup, withIntermediateDirectories: false)
      defer { rmdir(cgroup) }
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let quietPath = try scratch.file("quiet")
      let workers = 2
      let count = 100_000 / Live.timeFactor
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--cgroup-budget", "\(Self.budget)",
      ])
      let began = Date()
      let storm = try ChildProcess(
        workload: ["in-cgroup", cgroup, "storm-open", "\(workers)", "\(count)", path])
      _ = try sensor.events("throttle.start", deadline: 10)
      let quiet = try sensor.run("write", "write", "3", "10", quietPath)
      quiet.expect("file.open", "file.write", "file.close")
      while storm.readLine() != nil {}
      #expect(exitCode(storm.wait()) == 0)
      let took = Date().timeIntervalSince(began)
      try sensor.settle()
      // At once: then what is under way ends with the sensor.
      try sensor.stop(allowingLoss: true)

      let (start, stop) = try expectStormIsWhole(
        sensor.events, path, ofEach: workers * count, in: took)
      let children = sensor.events.filter {
        $0.kind == "process.fork" && $0.pid == Int(storm.pid)
      }.map { $0["child.id"] }
      #expect(children.count == workers)
      for event in [start, stop] {
        #expect(event["throttle.scope"] == "cgroup")
        #expect(event["cgroup.id"] == (try FileFacts(cgroup)).inode)
        #expect(children.contains(.text(event.process)))
      }
    }

    @Test("Who keeps to the budget is not spoken of")
    func within() throws {
      let scratch = try Scratch()
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--process-budget", "3", "--cgroup-budget", "1000",
      ])
      let run = try sensor.run("write", "write", "3", "10", try scratch.file("file"))
      run.expect("file.open", "file.write", "file.close")
      try sensor.stop()
      #expect(!sensor.events.contains { $0.kind.hasPrefix("throttle.") })
    }

    /// What is withheld is withheld at the end: what is noted for later records is noted.
    @Test("The sum of what was written is whole although the write was withheld")
    func sums() throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try TestSensor(["--process-tree", "\(getpid())", "--process-budget", "1"])
      let child = try ChildProcess(workload: ["write-and-wait", path])
      // The open has used up the budget of its second; the close comes in another one.
      _ = try sensor.events("file.open") { $0.pid == Int(child.pid) }
      _ = try sensor.events("throttle.start") { $0.pid == Int(child.pid) }
      usleep(1_100_000)
      child.closeInput()
      child.wait()
      let close = try #require(
        try sensor.events("file.close") { $0.pid == Int(child.pid) }.first)
      #expect(close["file.path"] == .text(path))
      #expect(close["file.writes"] == 1)
      #expect(close["file.bytes"] == 5)
      try sensor.stop(allowingLoss: true)
      #expect(!sensor.events.contains { $0.kind == "file.write" && $0.pid == Int(child.pid) })
      let losses = sensor.events.filter { $0["loss.kind"] == "file.write" }
      #expect(losses.compactMap { $0["loss.count"].int } == [1])
    }
  }
}
