import Foundation
import Testing

extension LiveKernel {
  /// What the history has is what was told, of a sensor that has given up its rights.
  @Suite struct HistoryTests {
    private let scratch: Scratch
    private var directory: String { scratch("history") }

    init() throws {
      try TestSensor.waitForOthersToDetach()
      scratch = try Scratch()
    }

    private func sensor() throws -> TestSensor {
      try TestSensor(["--process-tree", "\(getpid())", "--history", directory])
    }

    /// What `lookback` prints, and its exit code.
    private func lookback(_ words: String...) throws -> (lines: [String], code: Int?) {
      let child = try ChildProcess(
        Live.lookback, (["lookback"] + words).map { Array($0.utf8) })
      var lines: [String] = []
      while let line = child.readLine() { lines.append(String(decoding: line, as: UTF8.self)) }
      return (lines, exitCode(child.wait()))
    }

    @Test("Every event is in it as it was told, but for what looks like a credential")
    func events() throws {
      let sensor = try sensor()
      let secret = "swordfish-\(getpid())"
      let child = try ChildProcess(
        "/bin/true", ["true", "--password=\(secret)", "--verbose"].map { Array($0.utf8) })
      #expect(exitCode(child.wait()) == 0)
      try sensor.run("exit", "3").expect()
      try sensor.stop()
      let asked = try lookback("query", "--history", directory)
      #expect(asked.code == 0)
      try #require(asked.lines.count == sensor.events.count)
      var redacted = 0
      for (line, event) in zip(asked.lines, sensor.events) {
        if event.line.range(of: Data(secret.utf8)) != nil {
          redacted += 1
          let stored = try Event(line: Data(line.utf8))
          let argv = (stored["process.argv"].list ?? []).compactMap(\.text)
          #expect(argv.count == 3)
          #expect(argv[1].wholeMatch(of: /--password=\[redacted:[0-9a-f]{12}\]/) != nil, "\(argv)")
          #expect(argv[2] == "--verbose")
        } else {
          #expect(Data(line.utf8) == event.line)
        }
      }
      #expect(redacted == 1)
      for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
        let bytes = try Data(contentsOf: URL(filePath: "\(directory)/\(name)"))
        #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
      }
      let verified = try lookback("verify", "--history", directory)
      #expect(verified.code == 0)
      #expect(
        verified.lines.first?.hasPrefix("1 closed segments with \(asked.lines.count) events")
          == true)
    }

    @Test("It is asked while it is written: by condition, number and time")
    func asked() throws {
      let sensor = try sensor()
      try sensor.run("exit", "7").expect()
      try sensor.settle()
      let exits = sensor.events.filter { $0.kind == "process.exit" && $0["exit.code"] == 7 }
      try #require(exits.count == 1)
      var found: [String] = []
      // What was told was handed to all sinks at once; this one may take a moment.
      let end = Date(deadline: 10)
      while found.isEmpty && Date() < end {
        found = try lookback(
          "query", "kind = process.exit and status = 7", "--history", directory, "--from", "10m"
        ).lines
      }
      #expect(found.map { Data($0.utf8) } == exits.map(\.line))
      let last = try lookback(
        "query", "--history", directory, "--reverse", "--limit", "2")
      #expect(last.lines.count == 2)
      let numbers = try last.lines.map { try Event(line: Data($0.utf8)).seq }
      #expect(numbers[0] == numbers[1] + 1)
      #expect(try lookback("query", "--history", directory, "--to", "1 day ago").lines == [])
      try sensor.stop()
    }

    @Test("Of a sensor that is killed all is there that had been stored, and the next one goes on")
    func killed() throws {
      let first = try sensor()
      try first.run("exit", "1").expect()
      try first.settle()
      let told = first.events.map(\.line)
      // It is stored within a fraction of a second; here that may take longer.
      let end = Date(deadline: 20)
      while try lookback("query", "--history", directory).lines.count < told.count && Date() < end {
      }
      first.kill()
      let stored = try lookback("query", "--history", directory).lines
      try #require(stored.count >= told.count)
      #expect(stored.prefix(told.count).map { Data($0.utf8) } == told)

      let second = try sensor()
      try second.waitUntilItSays("which was left open", deadline: 5)
      try second.stop()
      let all = try lookback("query", "--history", directory).lines
      #expect(all.count == stored.count + second.events.count)
      #expect(try lookback("verify", "--history", directory).code == 0)
    }
  }
}
