import Foundation
import Testing

extension LiveKernel {
  /// What the history tells of terminals is what was there, and nothing that was typed in secret.
  @Suite struct TerminalHistoryTests {
    private let scratch: Scratch
    private var directory: String { scratch("history") }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "TerminalTests/Oracle/session.py").path

    static let hasPyte: Bool = {
      let look = "import sys; sys.path.append('/usr/lib/python3/dist-packages'); import pyte"
      guard access("/usr/bin/python3", X_OK) == 0,
        let child = try? ChildProcess(
          "/usr/bin/python3", ["python3", "-c", look].map { Array($0.utf8) })
      else { return false }
      return exitCode(child.wait()) == 0
    }()

    init() throws {
      try TestSensor.waitForOthersToDetach()
      scratch = try Scratch()
    }

    private func sensor() throws -> TestSensor {
      try TestSensor(
        ["--process-tree", "\(getpid())", "--events", "process,terminal", "--history", directory],
        settleKinds: ["process.exit"])
    }

    /// What a person at a terminal does.
    private func session(_ words: String...) throws -> [String] {
      try run("/usr/bin/python3", ["python3", "-B", Self.script] + words).lines
    }

    private func lookback(_ words: String...) throws -> (lines: [String], code: Int?) {
      try run(Live.lookback, ["lookback"] + words + ["--history", directory])
    }

    private func run(_ path: String, _ words: [String]) throws -> (lines: [String], code: Int?) {
      let child = try ChildProcess(path, words.map { Array($0.utf8) })
      child.closeInput()
      var lines: [String] = []
      while let line = child.readLine() { lines.append(String(decoding: line, as: UTF8.self)) }
      return (lines, exitCode(child.wait()))
    }

    private struct Truth: Decodable {
      struct Frame: Decodable {
        var time: Int64
        var text: String
      }
      var leader: Int
      var secrets: [String]
      var commands: [String]
      var frames: [Frame]
    }

    @Test(
      "Commands, screens and lines are those of another terminal, and no secret is in the store",
      .enabled(
        if: hasPyte, "no pyte for /usr/bin/python3: scripts/setup --tests installs python3-pyte"))
    func oracle() throws {
      let sensor = try sensor()
      let told = try session(scratch.path)
      try sensor.stop()
      let truth = try JSONDecoder().decode(Truth.self, from: Data((told.last ?? "").utf8))
      #expect(truth.commands.count >= 36)
      let list = try lookback("tty", "list", "--json").lines.filter {
        $0.contains(":\(truth.leader)\"")
      }
      #expect(list.count == 1)
      #expect(list.first?.contains("\"commands\":\(truth.commands.count)") == true, "\(list)")
      #expect(list.first?.contains("\"nobody\"") == true, "\(list)")

      let name = "\(truth.leader)"
      let commands = try lookback("tty", "show", name, "--commands").lines
      #expect(commands.map { String($0.dropFirst(25)) } == truth.commands)
      for frame in truth.frames {
        let shown = try lookback("tty", "show", name, "--at", time(frame.time)).lines
        #expect(shown.joined(separator: "\n") == frame.text, "at \(frame.time)")
      }
      try expectNoneOf(truth.secrets)
      try expectHarmless(name)
      try expectReplay(name)

      let search = try lookback("tty", "search", "--regex", "^number 1[0-7]$")
      #expect(search.code == 0 && search.lines.count == 8, "\(search.lines)")
      #expect(try lookback("tty", "search", truth.secrets[0]).code == 1)
    }

    /// As `--at` takes it.
    private func time(_ nanoseconds: Int64) -> String {
      let formatter = DateFormatter()
      formatter.timeZone = TimeZone(identifier: "UTC")
      formatter.locale = Locale(identifier: "en_US_POSIX")
      formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
      let seconds = formatter.string(
        from: Date(timeIntervalSince1970: TimeInterval(nanoseconds / 1_000_000_000)))
      return "\(seconds).\(String(nanoseconds % 1_000_000_000 + 1_000_000_000).dropFirst())Z"
    }

    private func expectNoneOf(_ secrets: [String]) throws {
      let names = try FileManager.default.contentsOfDirectory(atPath: directory)
      #expect(names.contains { $0.hasSuffix(".segment") }, "\(names)")
      for name in names {
        let bytes = try Data(contentsOf: URL(filePath: "\(directory)/\(name)"))
        for secret in secrets {
          #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) in \(name)")
        }
      }
    }

    /// Nothing is printed that could be a command to a terminal.
    private func expectHarmless(_ name: String) throws {
      for words in [["list"], ["show", name], ["show", name, "--all"], ["replay", name]] {
        let child = try ChildProcess(
          Live.lookback,
          (["lookback", "tty"] + words + ["--history", directory]).map { Array($0.utf8) })
        child.closeInput()
        while let line = child.readLine() {
          #expect(line.allSatisfy { $0 >= 0x20 && $0 != 0x7f }, "\(words): \(line)")
        }
        #expect(exitCode(child.wait()) == 0)
      }
    }

    private struct Played: Decodable {
      var written: String
      var isCooked: Bool
      var status: Int
    }

    /// In a terminal of its own, which is smaller: only cells are drawn, and all is put back.
    private func expectReplay(_ name: String) throws {
      let told = try session(
        "replay", Live.lookback, "tty", "replay", name, "--history", directory, "--speed", "100",
        "--max-idle", "1", "--from", "command 30")
      let runs = try JSONDecoder().decode([Played].self, from: Data((told.last ?? "").utf8))
      #expect(runs.map { $0.status } == [0, -Int(SIGTERM)])
      #expect(runs.allSatisfy { $0.isCooked })
      for run in runs {
        let bytes = try #require(Value.text(run.written).hexBytes)
        let all = String(decoding: bytes, as: UTF8.self)
        // Behind what standard error says before it begins.
        let begin = try #require(all.range(of: "\u{1b}[?1049h"))
        let text = String(all[begin.lowerBound...])
        #expect(text.hasSuffix("\u{1b}[0m\u{1b}[?25h\u{1b}[?1049l"))
        #expect(text.contains("recorded 100x30, room for 80x23"))
        #expect(text.contains("PAUSED"))
        let rest = text.replacing(/\u{1b}\[(\?(25|1049)[hl]|[0-9;]*[HmKJ])/, with: "")
        let isHarmless = rest.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        #expect(isHarmless, "\(rest.debugDescription)")
      }
    }

    @Test(
      "A terminal that is flooded takes no more room than it is given, and says what is missing")
    func flood() throws {
      func size() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: directory).reduce(0) { sum, name in
          sum
            + (try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")[.size]
              as? Int ?? 0)
        }
      }
      var before = 0
      var empty = 0
      let file = scratch("large")
      let made = try run(
        "/bin/sh", ["sh", "-c", "head -c 15000000 /dev/urandom | base64 > '\(file)'"])
      #expect(made.code == 0)
      for words in [[], ["flood", "3"], ["cat", file]] {
        let sensor = try sensor()
        if !words.isEmpty {
          _ = try run("/usr/bin/python3", ["python3", "-B", Self.script] + words)
        }
        try sensor.stop(allowingLoss: true)
        let grown = try size() - before
        before += grown
        if words.isEmpty {
          empty = grown
        } else {
          #expect(grown - empty <= 256 << 10, "\(words): \(grown) and \(empty) bytes")
        }
      }
      let sessions = try lookback("tty", "list", "--json").lines
      #expect(sessions.count == 2)
      for session in sessions { #expect(!session.contains("\"missing\":0,"), "\(session)") }
      let shown = try lookback("tty", "search", "--regex", "^y$")
      #expect(shown.code == 0)
    }
  }
}
