import Foundation
import Testing

/// What the program says to whoever types; nothing here gets as far as the kernel.
@Suite struct CommandTests {
  @Test(
    "Help needs no rights",
    arguments: [
      [], ["record"], ["status"], ["config"], ["config", "check"], ["config", "show"], ["events"],
      ["doctor"], ["selftest"],
    ])
  func help(_ subject: [String]) throws {
    let help = try Command.unprivileged(subject + ["--help"])
    #expect(help.status == 0)
    #expect(help.output.contains("USAGE: lookback"))
    #expect(help.errors == "")
  }

  @Test("Without a word there is help")
  func nothing() throws {
    let command = try Command()
    #expect(command.status == 0)
    #expect(command.output.contains("record") && command.output.contains("events"))
  }

  @Test("The version is a number")
  func version() throws {
    let command = try Command("--version")
    #expect(command.status == 0)
    #expect(command.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test("The list of events is docs/events.md, and needs no rights")
  func events() throws {
    let command = try Command.unprivileged("events")
    #expect(command.status == 0)
    #expect(command.errors == "")
    #expect(command.output.hasPrefix("# Events\n"))
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/events.md").standardizedFileURL
    if let text = try? String(contentsOf: page, encoding: .utf8) {
      // The page's first table has a column more: which tests are about a kind.
      var isOverview = false
      let overview = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        if line.hasPrefix("| Kind |") { isOverview = true }
        if line.isEmpty { isOverview = false }
        guard isOverview else { return String(line) }
        return line.split(separator: "|").prefix(2).reduce("|") { "\($0)\($1)|" }
      }.joined(separator: "\n")
      #expect(command.output == overview)
    }
  }

  @Test("Recording needs root, and says so")
  func unprivileged() throws {
    try Command.unprivileged("record").expectFailure(saying: "needs root", "sudo")
  }

  @Test("Who may not look further is told what there is to see, and status 1")
  func unprivilegedDoctor() throws {
    let text = try Command.unprivileged("doctor")
    #expect(text.status == 1)
    #expect(text.errors == "")
    #expect(text.output.hasPrefix("kernel "))
    #expect(text.output.contains("not known: listing them takes CAP_SYS_ADMIN"))
    #expect(
      text.output.hasSuffix(
        "nothing can be recorded here: recording needs root: run it with sudo\n"))
    let json = try Command.unprivileged("doctor", "--json")
    #expect(json.status == 1)
    #expect(json.output.hasPrefix(#"{"version":"#))
    #expect(json.output.hasSuffix(#""reason":"recording needs root: run it with sudo"}"# + "\n"))
  }

  @Test("The self-test needs root, and says so")
  func unprivilegedSelfTest() throws {
    try Command.unprivileged("selftest").expectFailure(saying: "needs root", "sudo")
  }

  @Test("A wrong rung names those that there are", arguments: ["record", "doctor", "selftest"])
  func wrongProbes(_ command: String) throws {
    try Command(command, "--probes", "best").expectFailure(
      saying: "auto, fentry, lsm, kprobe, tracepoint", "'best'", "lookback \(command) --help")
  }

  @Test("A wrong event names those that there are", arguments: ["nope", "process,nope"])
  func wrongEvents(_ value: String) throws {
    try Command("record", "--events", value).expectFailure(
      saying: "--events", "'nope'",
      "process, network, module, system, file, login, terminal, container",
      "process.exec",
      "lookback events")
  }

  @Test("An empty event is wrong", arguments: ["", ",", "process,", ",file", "file,,process"])
  func emptyEvents(_ value: String) throws {
    try Command("record", "--events", value).expectFailure(saying: "--events", "process.exec")
  }

  @Test("The sensor's own events can be named, kinds and families mixed")
  func rightEvents() throws {
    let value = "process.exec,file,tty.write,sensor.loss"
    try Command.unprivileged("record", "--events", value).expectFailure(saying: "needs root")
  }

  @Test(
    "A wrong size of a ring says what is allowed",
    arguments: [
      "x", "0", "-4096", "5", "4095", "2048", "12288", "3M", "K", "4G", "2048M", "4096.0",
      "9223372036854775807M", "99999999999999999999",
    ], ["--ring-bulk", "--ring-critical"])
  func wrongRing(_ value: String, _ option: String) throws {
    try Command("record", "\(option)=\(value)").expectFailure(
      saying: option, "a power of two", "from 4K to 1024M", "such as 65536 or 4M")
  }

  @Test("A right size of a ring", arguments: ["65536", "64K", "64k", "4M", "1m", "1024M"])
  func rightRing(_ value: String) throws {
    try Command.unprivileged("record", "--ring-bulk", value, "--ring-critical", value)
      .expectFailure(saying: "needs root")
  }

  @Test("A process tree needs a process", arguments: ["0", "-1", "2147483647"])
  func wrongProcess(_ value: String) throws {
    try Command("record", "--process-tree=\(value)")
      .expectFailure(saying: "--process-tree", "running process", "ps -e", value)
  }

  @Test("A process is a number", arguments: ["", "x", "1.5", "99999999999"])
  func noProcess(_ value: String) throws {
    try Command("record", "--process-tree=\(value)").expectFailure(saying: "--process-tree")
  }

  @Test("A process of somebody else is a process")
  func otherProcess() throws {
    try Command.unprivileged("record", "--process-tree", "1").expectFailure(saying: "needs root")
  }

  @Test(
    "A budget is a number of events", arguments: ["-1", "x", "1.5", "99999999999999999999"],
    ["--process-budget", "--cgroup-budget", "--connect-repeats"])
  func wrongBudget(_ value: String, _ option: String) throws {
    try Command("record", "\(option)=\(value)").expectFailure(saying: option, value)
  }

  @Test("A right budget", arguments: ["0", "1", "100000"])
  func rightBudget(_ value: String) throws {
    try Command.unprivileged(
      "record", "--process-budget", value, "--cgroup-budget", value, "--connect-repeats", value
    )
    .expectFailure(saying: "needs root")
  }

  @Test("A limit of CPU time is percent", arguments: ["0", "-1", "1.5", "x", "99999999"])
  func wrongCPULimit(_ value: String) throws {
    try Command("record", "--cpu-limit=\(value)").expectFailure(saying: "--cpu-limit", value)
  }

  @Test("No more percent of a CPU than there are CPUs")
  func cpuLimitOfThisMachine() throws {
    let most = 100 * sysconf(Int32(_SC_NPROCESSORS_CONF))
    try Command("record", "--cpu-limit", "\(most + 1)")
      .expectFailure(saying: "--cpu-limit", "from 1 to \(most)", "and not \(most + 1)")
    for right in [1, most] {
      try Command.unprivileged("record", "--cpu-limit", "\(right)")
        .expectFailure(saying: "needs root")
    }
  }

  @Test(
    "A limit of memory is a size",
    arguments: ["0", "-1", "1.5M", "x", "M", "9223372036854775807G"])
  func wrongMemoryLimit(_ value: String) throws {
    try Command("record", "--memory-limit=\(value)")
      .expectFailure(saying: "--memory-limit", "such as 512K, 64M or 1G")
  }

  @Test("A limit of memory that is too small names the smallest")
  func smallMemoryLimit() throws {
    try Command("record", "--memory-limit", "1M")
      .expectFailure(saying: "--memory-limit", "at least 12928K", "and not 1024K")
    try Command("record", "--memory-limit", "12927K").expectFailure(saying: "at least 12928K")
    try Command.unprivileged("record", "--memory-limit", "12928K")
      .expectFailure(saying: "needs root")
    // Rings that somebody wants are not made smaller.
    let rings = ["--ring-critical=1M", "--ring-bulk=16M"]
    try Command("record", "--memory-limit", "28M", rings[0], rings[1])
      .expectFailure(saying: "at least \(29 << 10)K")
    try Command.unprivileged(["record", "--memory-limit", "29M"] + rings)
      .expectFailure(saying: "needs root")
  }

  @Test("The order in which less is recorded is in the help")
  func steps() throws {
    let help = try Command.unprivileged("record", "--help")
    let words = help.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(
        "first file_reads, then files, then network, then terminals, then connections;"))
  }

  @Test("A socket for the status has an absolute path, or there is none")
  func wrongStatusSocket() throws {
    try Command("record", "--status-socket", "run/x")
      .expectFailure(saying: "--status-socket", "absolute path", "'run/x'")
    try Command("record", "--status-socket", "/run/x", "--no-status-socket")
      .expectFailure(saying: "--status-socket", "--no-status-socket")
  }

  @Test("The status is of one sensor or all")
  func wrongStatus() throws {
    try Command("status", "--pid", "1", "--socket", "/x")
      .expectFailure(saying: "--pid", "--socket", "lookback status --help")
    try Command("status", "--socket", "/no/such").expectFailure(saying: "/no/such", "No such file")
    try Command("status", "--pid", "2147483647")
      .expectFailure(saying: "/run/lookback/2147483647.sock")
  }

  @Test("A watched path is absolute", arguments: ["etc", "./etc", "~/x"])
  func relativePath(_ path: String) throws {
    try Command("record", "--watch", "/etc", "--watch=\(path)")
      .expectFailure(saying: "--watch", "absolute path", "'\(path)'")
  }

  @Test(
    "A value is missing",
    arguments: ["--events", "--ring-bulk", "--process-tree", "--cgroup", "--watch"])
  func missingValue(_ option: String) throws {
    try Command("record", option).expectFailure(saying: option, "lookback record --help")
    try Command("record", "\(option)=").expectFailure(saying: option, "lookback record --help")
  }

  @Test("What is not known is named, with where to look", arguments: ["--bogus", "bogus"])
  func unknown(_ word: String) throws {
    try Command(word).expectFailure(saying: word, "lookback --help")
    try Command("record", word).expectFailure(saying: word, "lookback record --help")
  }
}

/// What is found out only with the rights to record.
@Suite(.enabled(if: Command.canRecord, "needs root and a kernel with BTF"))
struct PrivilegedCommandTests {
  @Test(
    "A file for --btf that is none",
    arguments: [("/etc/passwd", "neither type information"), ("/no/such", "No such file")])
  func wrongTypes(_ path: String, _ reason: String) throws {
    for command in ["record", "selftest"] {
      try Command(command, "--btf", path).expectFailure(saying: "--btf \(path): ", reason)
    }
    let doctor = try Command("doctor", "--btf", path)
    #expect(doctor.status == 1)
    #expect(doctor.output.contains("--btf \(path): "))
  }

  @Test("A directory that is no cgroup")
  func noCgroup() throws {
    try Command("record", "--cgroup", "/tmp")
      .expectFailure(saying: "/tmp", "no cgroup v2 directory", "/sys/fs/cgroup")
  }

  @Test("A cgroup that does not exist")
  func missingCgroup() throws {
    try Command("record", "--cgroup", "/sys/fs/cgroup/does/not/exist")
      .expectFailure(saying: "cgroup", "/sys/fs/cgroup/does/not/exist", "No such file")
  }
}
