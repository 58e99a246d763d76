import Foundation
import Testing

/// `lookback config`, and what `lookback record` makes of a file.
@Suite struct ConfigTests {
  /// Runs something with a file of that text, which goes with it.
  private func withFile<Result>(
    _ text: String, mode: mode_t = 0o644, _ body: (String) throws -> Result
  ) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let path = url.path(percentEncoded: false)
    chmod(path, mode)
    return try body(path)
  }

  @Test("A file that is right, looked at without rights")
  func right() throws {
    try withFile("capture: perf\nsinks: ['tls:logs.example.org:6514']\n") { path in
      let command = try Command("config", "check", path)
      #expect(command.status == 0)
      #expect(command.output == "\(path): nothing is wrong\n")
      #expect(command.errors == "")
    }
  }

  @Test("Everything that is wrong with a file is a line, and status 1")
  func wrong() throws {
    try withFile("captur: perf\nheal-interval: x\nmemory-limit: 1M\n") { path in
      let command = try Command("config", "check", path)
      #expect(command.status == 1)
      #expect(command.errors == "")
      #expect(
        command.output == """
          \(path):1:1: the key 'captur' is not known; did you mean 'capture'?
          \(path):2:16: heal-interval takes seconds, from 1 to 86400, and not 'x'

          """)
    }
  }

  @Test("Settings that do not go together")
  func together() throws {
    try withFile("verbose: yes\nmemory-limit: 1M\n") { path in
      let command = try Command("config", "check", path)
      #expect(command.status == 1)
      #expect(command.output.hasPrefix("\(path):2:15: memory-limit must be at least 12928K with "))
    }
  }

  @Test("A file that others can write, and one that is not there")
  func unread() throws {
    try withFile("capture: perf\n", mode: 0o666) { path in
      let command = try Command("config", "check", path)
      #expect(command.status == 1)
      #expect(command.output == "\(path): can be written by others: chmod go-w \(path)\n")
    }
    let command = try Command("config", "check", "/no/such")
    #expect(command.status == 1)
    #expect(command.output == "/no/such: cannot be read: there is no such file\n")
  }

  @Test("What is in force, and where it comes from")
  func show() throws {
    try withFile("capture: perf\nwatch: [/etc]\n") { path in
      let command = try Command(
        "config", "show", "--config", path, "--watch", "/srv", "--sink", "tls:h:1?key=/k&cert=/c",
        "--no-status-socket", "--no-heartbeat", "--metrics", "[::1]:9464", "--keep-privileges",
        "--verbose")
      #expect(command.status == 0)
      #expect(command.errors == "")
      for line in [
        "capture: perf  # file \(path) line 1", "watch: [/srv]  # --watch",
        "heal-interval: 30  # default", "status-socket: no  # --status-socket",
        "heartbeat: no  # --heartbeat", "metrics: \"[::1]:9464\"  # --metrics",
        "keep-privileges: yes  # --keep-privileges", "verbose: yes  # --verbose",
        "sinks:  # --sink", "  - to: tls:h:1", "    key: /k",
      ] {
        #expect(command.output.contains("\(line)\n"), "\(line)")
      }
      // It is a file that says the same.
      try withFile(command.output) { copy in
        let again = try Command("config", "show", "--config", copy)
        #expect(again.status == 0, "\(again.errors)")
        let values = [command, again].map { command in
          command.output.split(separator: "\n").map { $0.prefix { $0 != "#" } }
        }
        #expect(values[0] == values[1])
      }
    }
  }

  @Test("The same as JSON")
  func json() throws {
    let command = try Command("config", "show", "--no-config", "--json", "--capture", "perf")
    #expect(command.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(command.output.utf8))
    let settings = (object as? [String: Any])?["settings"] as? [[String: Any]]
    let capture = try #require(settings?.first { $0["name"] as? String == "capture" })
    #expect(capture["value"] as? String == "perf")
    #expect(capture["origin"] as? String == "--capture")
  }

  @Test(
    "Wrong flags are told as those of record are", arguments: [["record"], ["config", "show"]])
  func wrongFlags(_ command: [String]) throws {
    let help = "lookback \(command[0]) --help"
    try Command(command + ["--capture", "rings"])
      .expectFailure(saying: "--capture takes one of ring, perf, split, and not 'rings'", help)
    try Command(command + ["--config", "/x", "--no-config"])
      .expectFailure(saying: "--config and --no-config", help)
    try Command(command + ["--sink", "tcp:h"])
      .expectFailure(saying: "--sink tcp:h: to: a port is missing", help)
    try Command(command + ["--heartbeat", "/x", "--no-heartbeat"])
      .expectFailure(saying: "--heartbeat and --no-heartbeat", help)
    try Command(command + ["--heartbeat", "x"]).expectFailure(saying: "--heartbeat", "'x'", help)
    try Command(command + ["--metrics", "0.0.0.0:9464"])
      .expectFailure(saying: "--metrics: 0.0.0.0 can be reached from other hosts", help)
    try Command(command + ["--cpu-limit", "0"]).expectFailure(saying: "--cpu-limit", "from 1 to")
  }

  @Test(
    "Everything that is wrong with the file is an error of record, too",
    .enabled(if: geteuid() == 0, "only who may record is told of the file"))
  func record() throws {
    try withFile("capture: x\nverbose: x\n") { path in
      let command = try Command("record", "--config", path)
      #expect(command.status == 1)
      #expect(command.output == "")
      #expect(
        command.errors == """
          lookback: error: \(path):1:10: capture takes one of ring, perf, split, and not 'x'
          lookback: error: \(path):2:10: verbose takes yes or no, and not 'x'

          """)
    }
  }
}

/// What recording does with the file, which takes the rights to record.
@Suite(.enabled(if: Command.canRecord, "needs root and a kernel with BTF"))
struct PrivilegedConfigTests {
  @Test("A sink that cannot be is an error before anything is recorded")
  func impossibleSink() throws {
    try Command("record", "--no-config", "--sink", "tls:127.0.0.1:1?name=far&ca=/nowhere.pem")
      .expectFailure(saying: "/nowhere.pem")
    try Command("record", "--no-config", "--sink", "stdout?where=nonsense=1")
      .expectFailure(saying: "nonsense")
    try Command("record", "--no-config", "--sink", "stdout?severity=2")
      .expectFailure(saying: "no event has a severity yet")
  }

  @Test("Where metrics cannot be asked for is told of the line that says it")
  func metrics() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
    try Data("verbose: no\nmetrics: unix:/no/such/socket\n".utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let path = url.path(percentEncoded: false)
    try Command("record", "--config", path)
      .expectFailure(saying: "\(path):2:10: metrics unix:/no/such/socket: No such file")
    try Command("record", "--config", path, "--metrics", "unix:/no/such")
      .expectFailure(saying: "--metrics unix:/no/such: No such file")
  }
}
