import Foundation
import TestSupport
import Testing

extension LiveKernel {
  /// What a sensor that records still may, and what it tells who started it.
  ///
  /// That it can do what it has to under its filter, all other suites show.
  @Suite struct PrivilegeTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    /// The lines of /proc/PID/task/TID/status of every thread of a process.
    private func threads(_ pid: Int) throws -> [[String: String]] {
      let directory = "/proc/\(pid)/task"
      return try FileManager.default.contentsOfDirectory(atPath: directory).compactMap { thread in
        guard
          let text = try? String(
            contentsOfFile: "\(directory)/\(thread)/status", encoding: .utf8)
        else { return nil }
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
          let parts = line.split(separator: ":", maxSplits: 1)
          if parts.count == 2 {
            values[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces)
          }
        }
        return values
      }
    }

    private func lookback(_ words: String...) throws -> (lines: [String], status: Int?) {
      try lookback(words)
    }

    private func lookback(_ words: [String]) throws -> (lines: [String], status: Int?) {
      let child = try ChildProcess(Live.lookback, (["lookback"] + words).map { Array($0.utf8) })
      var lines: [String] = []
      while let line = child.readLine() { lines.append(String(decoding: line, as: UTF8.self)) }
      return (lines, exitCode(child.wait()))
    }

    private static let bits: [String: UInt64] = [
      "CAP_DAC_OVERRIDE": 1 << 1, "CAP_DAC_READ_SEARCH": 1 << 2, "CAP_IPC_LOCK": 1 << 14,
      "CAP_SYS_PTRACE": 1 << 19, "CAP_SYS_ADMIN": 1 << 21, "CAP_PERFMON": 1 << 38,
      "CAP_BPF": 1 << 39,
    ]

    @Test("No thread has more than the status says", arguments: Live.CaptureMode.allCases)
    func threadsOfASensor(_ mode: Live.CaptureMode) throws {
      let scratch = try Scratch()
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--capture", mode.rawValue, "--status-socket",
        scratch("socket"), "--metrics", "unix:\(scratch("metrics"))",
      ])
      try sensor.settle()
      let pid = try #require(sensor.events.first).pid
      let line = try #require(
        try lookback("status", "--json", "--socket", scratch("socket")).lines.first)
      let status = try Value(line: Data(line.utf8))
      let kept = try #require(status["sensor.capabilities"].list).compactMap(\.text)
      #expect(kept.contains("CAP_SYS_PTRACE"))
      // One for the libraries of containers; which, the kernel decides.
      #expect(kept.contains("CAP_PERFMON") != kept.contains("CAP_SYS_ADMIN"))
      #expect(kept.contains("CAP_IPC_LOCK") == (mode == .perf))
      #expect(!kept.contains("CAP_DAC_OVERRIDE"))
      let bits = kept.compactMap { Self.bits[$0] }
      try #require(bits.count == kept.count, "\(kept)")
      let mask = bits.reduce(0, |)
      let threads = try threads(pid)
      #expect(threads.count > 3)
      for thread in threads {
        let name = thread["Name"] ?? ""
        for set in ["CapPrm", "CapEff"] {
          #expect(UInt64(thread[set] ?? "", radix: 16) == mask, "\(set) of \(name)")
        }
        for set in ["CapInh", "CapBnd", "CapAmb"] {
          #expect(UInt64(thread[set] ?? "", radix: 16) == 0, "\(set) of \(name)")
        }
        #expect(thread["NoNewPrivs"] == "1", "\(name)")
        #expect(thread["Seccomp"] == "2", "\(name)")
      }
      try sensor.stop()
    }

    @Test("Where nothing is attached later nothing is kept for it")
    func narrow() throws {
      let scratch = try Scratch()
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--capture", "ring", "--events", "process",
        "--status-socket", scratch("socket"),
      ])
      let words = ["status", "--json", "--socket", scratch("socket")]
      let line = try #require(try lookback(words).lines.first)
      let kept = try Value(line: Data(line.utf8))["sensor.capabilities"].list ?? []
      #expect(kept.contains("CAP_SYS_PTRACE"))
      #expect(!kept.contains("CAP_PERFMON") && !kept.contains("CAP_SYS_ADMIN"))
      try sensor.stop()
    }

    @Test("A sink that has its files synced by and by is no obstacle")
    func syncing() throws {
      let scratch = try Scratch()
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--sink", "stdout", "--sink",
        "file:\(scratch("events"))?sync=100ms",
      ])
      try sensor.settle()
      let pid = try #require(sensor.events.first).pid
      for thread in try threads(pid) { #expect(thread["Seccomp"] == "2") }
      try sensor.stop()
      let lines = try String(contentsOfFile: scratch("events"), encoding: .utf8).split(
        separator: "\n")
      #expect(lines.count == sensor.events.count)
    }

    @Test("With --keep-privileges it has what it had, and says so")
    func kept() throws {
      let sensor = try TestSensor(["--process-tree", "\(getpid())", "--keep-privileges"])
      let pid = try #require(sensor.events.first).pid
      let thread = try #require(try threads(pid).first)
      #expect(thread["CapPrm"] == (try threads(Int(getpid())).first)?["CapPrm"])
      #expect(thread["Seccomp"] == "0")
      #expect(sensor.said.contains("all rights are kept"))
      try sensor.stop()
    }

    @Test("What a recording sensor gave up it cannot do; a process that did not can")
    func attempts() throws {
      let (refused, status) = try lookback("privileges")
      #expect(status == 0)
      #expect(refused.filter { $0.hasPrefix("refused ") }.count > 30)
      #expect(!refused.contains { $0.hasPrefix("LET ") })
      for name in ["execve", "ptrace", "mount", "init_module", "bpf: load a program"] {
        #expect(refused.contains("refused \(name)"))
      }
      let (kept, open) = try lookback("privileges", "--keep-privileges")
      #expect(open == 1)
      #expect(kept.filter { $0.hasPrefix("LET ") }.count > 25)
    }

    @Test("It writes where others have the say only if it is to, and tells that")
    func writing() throws {
      let scratch = try Scratch()
      let directory = try scratch.directory("others")
      chown(directory, 65534, 65534)
      let (lines, _) = try lookback("privileges", "--writes", "\(directory)/events.json")
      #expect(lines.contains { $0.hasPrefix("kept CAP_DAC_OVERRIDE: \(directory)/events.json") })
      let (own, _) = try lookback("privileges", "--writes", scratch("new/events.json"))
      #expect(!own.contains { $0.hasPrefix("kept CAP_DAC_OVERRIDE") })
    }

    @Test("Who started it is told that it records, that it lives, and that it ends")
    func notify() throws {
      let scratch = try Scratch()
      let listener = try DatagramListener(scratch("notify"))
      let words = [
        "env", "NOTIFY_SOCKET=\(scratch("notify"))", "WATCHDOG_USEC=3000000", Live.lookback,
        "record", "--no-heartbeat", "--process-tree", "\(getpid())", "--events", "module",
      ]
      let child = try ChildProcess("/usr/bin/env", words.map { Array($0.utf8) })
      let ready = try #require(listener.next(deadline: 30))
      #expect(ready.hasPrefix("READY=1\nSTATUS="))
      // It is said once it is so: what is recorded is there by then.
      #expect(child.readLine().map { try? Event(line: $0).kind } == "sensor.start")
      for _ in 0..<3 { #expect(listener.next(deadline: 5) == "WATCHDOG=1") }
      // One that stands still does not live.
      child.signal(SIGSTOP)
      while listener.next(deadline: 2) != nil {}
      child.signal(SIGCONT)
      #expect(listener.next(deadline: 5) == "WATCHDOG=1")
      child.signal(SIGTERM)
      var last = listener.next(deadline: 5)
      while last == "WATCHDOG=1" { last = listener.next(deadline: 5) }
      #expect(last?.hasPrefix("STOPPING=1\n") == true)
      while child.readLine() != nil {}
      #expect(exitCode(child.wait()) == 0)
    }

    @Test("Prometheus is told what the status says")
    func metrics() throws {
      let scratch = try Scratch()
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--metrics", "unix:\(scratch("metrics"))",
        "--status-socket", scratch("socket"),
      ])
      _ = try sensor.run("storm-open", "1", "\(1000 / Live.timeFactor)", try scratch.file("file"))
      let opens = sensor.events.count { $0.kind == "file.open" }
      let end = Date(deadline: 10)
      while true {
        let text = try get(scratch("metrics"))
        let page = try Exposition(text)
        #expect(page.samples.contains { $0.key.hasPrefix("lookback_sink_up{") && $0.value == 1 })
        #expect(page.types["lookback_events_total"] == "counter")
        if page.samples[#"lookback_events_total{kind="file.open"}"#] ?? 0 >= Double(opens) { break }
        guard Date() < end else { throw HarnessError("not \(opens) opens in: \(text)") }
        usleep(200_000)
      }
      try sensor.stop()
      #expect(access(scratch("metrics"), F_OK) != 0)
    }

    /// The body of what an HTTP server at a unix socket answers.
    private func get(_ path: String) throws -> String {
      let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(client) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let size = socklen_t(MemoryLayout<sockaddr_un>.size)
      let isConnected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, size) == 0 }
      }
      try #require(isConnected)
      let request = Data("GET /metrics HTTP/1.1\r\nHost: sensor\r\nConnection: close\r\n\r\n".utf8)
      let handle = FileHandle(fileDescriptor: client, closeOnDealloc: false)
      try handle.write(contentsOf: request)
      let answer = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
      let end = try #require(answer.range(of: "\r\n\r\n"), "\(answer)")
      #expect(answer.hasPrefix("HTTP/1.1 200 "))
      return String(answer[end.upperBound...])
    }
  }
}
