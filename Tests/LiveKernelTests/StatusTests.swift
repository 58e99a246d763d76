import Foundation
import Testing

extension LiveKernel {
  /// `lookback status`: what a running sensor says of itself, to whom, and where.
  @Suite struct StatusTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    private static let patience: TimeInterval = 10

    /// What a command printed and its exit status.
    private func lookback(_ words: String..., prefix: [String] = []) throws -> (
      lines: [Data], status: Int?
    ) {
      let scratch = try Scratch()
      let errors = open(scratch("errors"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      defer { close(errors) }
      let words = ["lookback"] + words
      let child =
        prefix.isEmpty
        ? try ChildProcess(Live.lookback, words.map { Array($0.utf8) }, errors: errors)
        : try ChildProcess(
          workload: prefix + ["exec", Live.lookback] + words.dropFirst(), errors: errors)
      var lines: [Data] = []
      while let line = child.readLine() { lines.append(line) }
      return (lines, exitCode(child.wait()))
    }

    /// The status of a sensor, counted after this moment.
    private func status(_ words: String..., after moment: Date = Date()) throws -> Value {
      let end = Date(deadline: Self.patience)
      let from = Int64(moment.timeIntervalSince1970 * 1_000_000_000)
      while true {
        let child = try ChildProcess(
          Live.lookback, (["lookback", "status", "--json"] + words).map { Array($0.utf8) })
        let line = try #require(child.readLine())
        #expect(child.readLine() == nil)
        #expect(exitCode(child.wait()) == 0)
        let value = try Value(line: line)
        if let counted = value["sensor.counted"].nanoseconds, counted > from { return value }
        guard Date() < end else { throw HarnessError("no count after \(moment): \(value)") }
        usleep(100_000)
      }
    }

    private func pid(_ sensor: TestSensor) throws -> Int {
      try #require(sensor.events.first).pid
    }

    @Test(
      "What it says is what the stream says, to the unit",
      .missesNothing, .missesNothingSkipsCounted, arguments: Live.CaptureMode.allCases)
    func equalsTheStream(_ mode: Live.CaptureMode) throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try TestSensor(
        [
          "--process-tree", "\(getpid())", "--capture", mode.rawValue, "--status-socket",
          scratch("socket"),
        ])
      let count = 1000 / Live.timeFactor
      _ = try sensor.run("storm-open", "2", "\(count)", path, deadline: 60)
      let seen = sensor.events.count
      let value = try status("--socket", scratch("socket"))
      try sensor.stop()

      let start = try #require(sensor.events.first)
      #expect(value["kind"] == "sensor.status")
      #expect(value["host.id"] == start["host.id"])
      #expect(value["sensor.pid"] == .number(start.pid))
      #expect(value["sensor.start"] == start["time"])
      for name in ["version", "kernel", "hooks", "capture", "ring", "buffers"] {
        #expect(value["sensor.\(name)"] == start["sensor.\(name)"], "\(name)")
      }
      // An event leaves an empty list out.
      #expect(value["sensor.unavailable"].list == start["sensor.unavailable"].list ?? [])
      #expect(value["sensor.lost"] == 0)
      #expect(value["losses"] == [])
      // Events are numbered as they are counted: the status is of the first so many.
      let told = try #require(value["sensor.events"].int)
      #expect(told >= seen)
      var kinds: [String: Int] = [:]
      for event in sensor.events.prefix(told) { kinds[event.kind, default: 0] += 1 }
      let counted = try #require(value["events"].list).map {
        (try #require($0["kind"].text), try #require($0["count"].int))
      }
      #expect(Dictionary(uniqueKeysWithValues: counted) == kinds)
      #expect(kinds["file.write"] ?? 0 >= 2 * count)
      for lane in ["critical", "bulk"] {
        let highWater = try #require(value["sensor.high_water.\(lane)"].int)
        let end = try #require(sensor.events.last?["sensor.high_water.\(lane)"].int)
        #expect(highWater > 0 && highWater <= end)
      }
      let sink = try #require(value["sinks"].list?.first)
      #expect(value["sinks"].list?.count == 1)
      #expect(sink["name"] == "stdout")
      #expect(sink["state"] == "up")
      #expect(sink["lines"].int ?? 0 >= seen)
      #expect(sink["dropped"] == [])
      #expect(sink["failure"] == .absent)
      #expect(value["cpu.event_ns.drain"].int ?? 0 > 0)
      #expect(value["cpu.event_ns.sinks"].int ?? 0 > 0)
      #expect(value["memory.resident"].int ?? 0 > 1 << 20)
      #expect(value["processes"].int ?? 0 > 1)
    }

    @Test("Losses are told by reason and kind")
    func losses() throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--process-budget", "5",
      ])
      let storm = try ChildProcess(workload: ["storm-open", "1", "\(1000 / Live.timeFactor)", path])
      while storm.readLine() != nil {}
      #expect(exitCode(storm.wait()) == 0)
      _ = try sensor.events("throttle.start")
      let value = try status("--pid", "\(try pid(sensor))")
      try sensor.stop(allowingLoss: true)
      var lost: [String: Int] = [:]
      let told = try #require(value["sensor.events"].int)
      for event in sensor.events.prefix(told) where event.kind == "sensor.loss" {
        let key = "\(event["loss.reason"].text ?? "") \(event["loss.kind"].text ?? "")"
        lost[key, default: 0] += event["loss.count"].int ?? 0
      }
      let losses = try #require(value["losses"].list).map { loss in
        (
          "\(loss["reason"].text ?? "") \(loss["kind"].text ?? "")", try #require(loss["count"].int)
        )
      }
      #expect(Dictionary(uniqueKeysWithValues: losses) == lost)
      #expect(lost["throttled file.write"] ?? 0 > 0)
      #expect(value["sensor.lost"] == .number(lost.values.reduce(0, +)))
      let under = sensor.events.prefix(told)
      let begun = under.count { $0.kind == "throttle.start" }
      let ended = under.count { $0.kind == "throttle.stop" }
      #expect(value["throttled"] == .number(begun - ended))
    }

    @Test("Every sensor that runs is found, and its socket is gone after it")
    func found() throws {
      // Few programs: an emulated machine takes minutes to attach all of two sensors.
      let few = ["--process-tree", "\(getpid())", "--events", "process.exec"]
      let first = try TestSensor(few)
      let second = try TestSensor(few)
      let pids = [try pid(first), try pid(second)]
      let (lines, code) = try lookback("status", "--json")
      #expect(code == 0)
      // Others may run on this host.
      let told = try lines.compactMap { try Value(line: $0)["sensor.pid"].int }
      #expect(Set(pids).isSubset(of: told))
      for pid in pids { #expect(access("/run/lookback/\(pid).sock", F_OK) == 0) }
      let text = try lookback("status", "--pid", "\(pids[0])")
      #expect(text.status == 0)
      let head = String(decoding: text.lines.first ?? Data(), as: UTF8.self)
      #expect(head.hasPrefix("sensor \(pids[0]): Lookback "))
      try first.stop()
      try second.stop()
      for pid in pids { #expect(access("/run/lookback/\(pid).sock", F_OK) != 0) }
      let (none, status) = try lookback("status", "--pid", "\(pids[0])")
      #expect(none == [])
      #expect(status == 1)
    }

    @Test("The socket of a sensor that was killed is removed by the next one")
    func killed() throws {
      let sensor = try TestSensor()
      let path = "/run/lookback/\(try pid(sensor)).sock"
      sensor.kill()
      #expect(access(path, F_OK) == 0)
      let next = try TestSensor()
      #expect(access(path, F_OK) != 0)
      try next.stop()
    }

    @Test("Without a socket nobody can ask")
    func none() throws {
      let sensor = try TestSensor(["--process-tree", "\(getpid())", "--no-status-socket"])
      #expect(access("/run/lookback/\(try pid(sensor)).sock", F_OK) != 0)
      try sensor.stop()
    }

    @Test("Nobody but root is told anything, even if the file lets him in")
    func otherUser() throws {
      let scratch = try Scratch()
      let path = scratch("socket")
      let sensor = try TestSensor(["--process-tree", "\(getpid())", "--status-socket", path])
      let nobody = ["as", "65534", "65534"]
      let closed = try lookback("status", "--socket", path, prefix: nobody)
      #expect(closed.status == 1)
      #expect(!sensor.said.contains("65534"))
      chmod(path, 0o666)
      for _ in 0..<3 {
        let refused = try lookback("status", "--socket", path, "--json", prefix: nobody)
        #expect(refused.status == 1)
        #expect(!refused.lines.contains { $0.range(of: Data("sensor.status".utf8)) != nil })
      }
      #expect(try lookback("status", "--socket", path).status == 0)
      let messages = sensor.said.split(separator: "\n").filter {
        $0.contains("not told to the user 65534")
      }
      #expect(messages.count == 1, "\(sensor.said)")
      try sensor.stop()
    }

    @Test("Who connects and says and reads nothing keeps nobody waiting, least of all the sensor")
    func silentClients() throws {
      let scratch = try Scratch()
      let path = scratch("socket")
      let sensor = try TestSensor(["--process-tree", "\(getpid())", "--status-socket", path])
      let clients = try (0..<5).map { _ in try connect(to: path) }
      defer { for client in clients { close(client) } }
      let began = Date()
      #expect(try lookback("status", "--socket", path).status == 0)
      #expect(Date().timeIntervalSince(began) < 5 * Double(Live.timeFactor))
      try sensor.run("exit", "3").expect()
      try sensor.stop()
    }

    /// A client that does nothing more.
    private func connect(to path: String) throws -> Int32 {
      let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
      let result = withUnsafeBytes(of: &address) { bytes in
        Glibc.connect(
          client, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
          socklen_t(bytes.count))
      }
      guard result == 0 else { throw HarnessError(call: path) }
      return client
    }

    @Test("A path that cannot be used is an error")
    func noPlace() throws {
      let scratch = try Scratch()
      let (lines, status) = try lookback("record", "--status-socket", scratch("missing/socket"))
      #expect(lines == [])
      #expect(status == 1)
    }
  }
}
