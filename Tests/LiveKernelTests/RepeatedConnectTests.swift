import Foundation
import Testing

extension LiveKernel {
  /// Connects to the same place again and again: the first of a second are told, the others counted,
  /// and of all that were done none is neither.
  @Suite(.missesNothing, .missesNothingSkipsCounted) struct RepeatedConnectTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    /// How many are told unless something else is asked for.
    private static let repeats = 32

    private func sensor(
      _ options: String..., mode: Live.CaptureMode? = nil,
      events: String = "process,network,file.open"
    ) throws -> TestSensor {
      try TestSensor(
        ["--process-tree", "\(getpid())", "--events", events] + options
          + (mode.map { ["--capture", $0.rawValue] } ?? []))
    }

    /// Waits until so many connects have been told or counted: a sum is told some seconds later.
    private func wait(for count: Int, by sensor: TestSensor, of run: Run) throws {
      let end = Date(deadline: 6)
      var found = 0
      repeat {
        usleep(200_000)
        try sensor.settle()
        let events = sensor.events.filter { $0.pid == run.pid }
        found = events.count { $0.kind == "net.connect" } + events.connectsCounted()
      } while found < count && Date() < end
    }

    /// So many connects of one sort, told or counted, to the unit; as many told as there may be, but
    /// for some where processors ask at the same moment.
    ///
    /// - Returns: their sums.
    @discardableResult
    private func expect(
      _ count: Int, repeats: Int = Self.repeats, butFor some: Int = 0, in events: [Event],
      of run: Run,
      sourceLocation: SourceLocation = #_sourceLocation, where isOne: (Event) -> Bool
    ) throws -> [Event] {
      let told = events.filter { $0.kind == "net.connect" && $0.pid == run.pid && isOne($0) }
      let sums = events.filter { $0.kind == "net.connects" && $0.pid == run.pid && isOne($0) }
      let counted = sums.connectsCounted()
      #expect(
        told.count + counted == count, "\(told.count) told, \(counted) counted",
        sourceLocation: sourceLocation)
      // Seconds begin with a connect; nobody is counted before as many were told.
      let seconds = told.firstsOfSeconds()
      #expect(told.count <= (repeats + some) * seconds, sourceLocation: sourceLocation)
      #expect(told.count >= min(count, repeats) - some, sourceLocation: sourceLocation)
      for sum in sums {
        let from = try #require(sum.nanoseconds("net.from"))
        let to = try #require(sum.nanoseconds("net.to"))
        let time = try #require(sum.nanoseconds("time"))
        #expect(sum["net.count"].int ?? 0 > 0, sourceLocation: sourceLocation)
        #expect(from <= to && to <= time, sourceLocation: sourceLocation)
        #expect(to - from < 1_000_000_000, sourceLocation: sourceLocation)
        #expect(sum["local"] == .absent, sourceLocation: sourceLocation)
        #expect(sum["process.exe"] == .text(Live.workload), sourceLocation: sourceLocation)
        #expect(sum.process == told.first?.process, sourceLocation: sourceLocation)
      }
      return sums
    }

    @Test("Connections and tries to one port; the process has ended when the sums are told")
    func results() throws {
      let count = 200
      let sensor = try sensor()
      let run = try sensor.run("repeat-tcp", "127.0.0.1", "\(count)")
      try wait(for: 2 * count, by: sensor, of: run)
      let events = sensor.events
      let port = run.truth["remote_port"]
      let made = try expect(count, in: events, of: run) { $0["result"] == 0 }
      let refused = try expect(count, in: events, of: run) { $0["error"] == "ECONNREFUSED" }
      #expect(!made.isEmpty && !refused.isEmpty)
      for sum in made + refused {
        expectSocket(sum, "ipv4", "stream", "tcp", run)
        #expect(sum["remote.address"] == "127.0.0.1")
        #expect(sum["remote.port"] == port)
        #expect(sum["from_caller"] == .absent)
        let from = try #require(sum.nanoseconds("net.from"))
        let time = try #require(sum.nanoseconds("time"))
        #expect(time - from < Int64(3_500_000_000 * Live.timeFactor))
      }
      #expect(made.allSatisfy { $0["error"] == .absent })
      #expect(refused.allSatisfy { $0["result"] == -111 })
      // The ends of connections are told as ever, on both sides.
      #expect(events.count { $0.kind == "net.close" && $0.pid == run.pid } == 2 * count)
      try sensor.stop()
      #expect(sensor.events.connectsCounted() == events.connectsCounted())
    }

    @Test("In all modes, over a budget or not", arguments: Live.CaptureMode.allCases)
    func refused(_ mode: Live.CaptureMode) throws {
      let count = 2_000 / Live.timeFactor
      // What is counted is charged to no budget.
      let sensor = try sensor("--process-budget", "\(2 * Self.repeats)", mode: mode)
      let run = try sensor.run("repeat-refused", "127.0.0.1", "\(count)")
      try wait(for: count, by: sensor, of: run)
      let port = run.truth["remote_port"]
      let sums = try expect(count, in: sensor.events, of: run) {
        $0["remote.port"] == port && $0["error"] == "ECONNREFUSED"
      }
      #expect(!sums.isEmpty)
      try sensor.stop()
    }

    @Test("Unix sockets are told apart by their paths")
    func unix() throws {
      let scratch = try Scratch()
      let paths = [scratch("one"), "@lookback-live-\(getpid())", scratch("missing")]
      let sensor = try sensor()
      let arguments = ["repeat-unix"] + paths + ["100"]
      let run = try sensor.run(
        arguments: (["lookback-workload"] + arguments).map { Array($0.utf8) })
      try wait(for: 300, by: sensor, of: run)
      // On this rung alone nothing but the caller's memory is left of one that failed.
      let isCallers = try sensor.rung(of: "net_connect") == "tracepoint"
      for (path, error) in zip(paths, [Value.absent, .absent, "ENOENT"]) {
        let sums = try expect(100, in: sensor.events, of: run) {
          $0["remote.path"] == .text(path) && $0["error"] == error
        }
        #expect(!sums.isEmpty)
        for sum in sums {
          #expect(sum["net.family"] == "unix")
          #expect(sum["remote.address"] == .absent && sum["remote.port"] == .absent)
          let isFailed = error != .absent
          #expect(sum["from_caller"] == (isFailed && isCallers ? ["remote.path"] : .absent))
        }
      }
      try sensor.stop()
    }

    @Test("A scan is told: each port is another place")
    func scan() throws {
      let sensor = try sensor()
      let run = try sensor.run("repeat-ports", "127.0.0.1", "20000", "200", "1")
      try sensor.stop()
      let connects = sensor.events.filter { $0.kind == "net.connect" && $0.pid == run.pid }
      #expect(Set(connects.compactMap { $0["remote.port"].int }) == Set(20_000..<20_200))
      #expect(connects.count == 200)
      #expect(!sensor.events.contains { $0.kind == "net.connects" })
    }

    @Test("Two ports, each with sums of its own; the end of the sensor tells them")
    func places() throws {
      let sensor = try sensor("--connect-repeats", "7")
      let run = try sensor.run("repeat-ports", "127.0.0.1", "20000", "2", "100")
      try sensor.stop()
      for port in 20_000...20_001 {
        let sums = try expect(100, repeats: 7, in: sensor.events, of: run) {
          $0["remote.port"] == .number(port)
        }
        #expect(!sums.isEmpty)
        #expect(sums.allSatisfy { $0["net.protocol"] == "udp" && $0["result"] == 0 })
      }
    }

    @Test("All are told where that is asked for, and where sums are not", arguments: [true, false])
    func everything(_ bySwitch: Bool) throws {
      let sensor =
        bySwitch
        ? try sensor("--connect-repeats", "0")
        : try sensor(events: "process,file.open,net.connect")
      let run = try sensor.run("repeat-ports", "127.0.0.1", "20000", "1", "500")
      try sensor.stop()
      #expect(sensor.events.count { $0.kind == "net.connect" && $0.pid == run.pid } == 500)
      #expect(!sensor.events.contains { $0.kind == "net.connects" })
    }

    @Test("Sums alone can be recorded")
    func sumsAlone() throws {
      let sensor = try TestSensor(
        ["--process-tree", "\(getpid())", "--events", "process,file.open,net.connects"],
        settleKinds: ["process.exit", "file.open"])
      let run = try sensor.run("repeat-ports", "127.0.0.1", "20000", "1", "500")
      try sensor.stop()
      let counted = sensor.events.connectsCounted()
      #expect((1...500 - Self.repeats).contains(counted) && run.pid != 0)
      #expect(!sensor.events.contains { $0.kind == "net.connect" })
    }

    /// For some seconds: sums are taken out while both threads add to later ones.
    @Test("Two threads at once, over several seconds")
    func threads() throws {
      let count = 2_000_000 / Live.timeFactor
      let sensor = try sensor()
      let run = try sensor.run("repeat-threads", "20000", "\(count)", deadline: 60)
      try sensor.stop()
      let sums = try expect(
        2 * count, butFor: sysconf(Int32(_SC_NPROCESSORS_CONF)), in: sensor.events, of: run
      ) { _ in true }
      print("\(sums.count) sums of \(sums.connectsCounted()) connects")
    }

    @Test("What finds no room to be counted is told")
    func noRoom() throws {
      let ports = 3_000
      let sensor = try sensor("--connect-repeats", "1", "--ring-bulk", "32M")
      let run = try sensor.run(
        "repeat-ports", "127.0.0.1", "20000", "\(ports)", "4", deadline: 30)
      try sensor.stop()
      let told = sensor.events.count { $0.kind == "net.connect" && $0.pid == run.pid }
      let sums = sensor.events.filter { $0.kind == "net.connects" }
      #expect(told + sums.connectsCounted() == 4 * ports)
      // As many as the table has room for, where it all was in one second.
      if Live.timeFactor == 1 {
        #expect(sums.count == 1_024)
        #expect(told >= 4 * ports - 3 * sums.count)
      }
    }
  }
}

extension [Event] {
  /// How many connects the events `net.connects` among them stand for.
  func connectsCounted() -> Int {
    filter { $0.kind == "net.connects" }.compactMap { $0["net.count"].int }.reduce(0, +)
  }

  /// How many seconds it takes to have them all, each beginning with the first that is in no other.
  fileprivate func firstsOfSeconds() -> Int {
    var seconds = 0
    var begin = Int64.min
    for time in compactMap({ $0.nanoseconds("time") }).sorted()
    where begin == .min || time - begin >= 1_000_000_000 {
      seconds += 1
      begin = time
    }
    return seconds
  }
}
