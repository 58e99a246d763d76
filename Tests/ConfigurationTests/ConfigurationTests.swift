import Capture
import Events
import Foundation
import Sinks
import Testing

@testable import Configuration

/// Who says what, and who is right.
@Suite struct ConfigurationTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test("Without a word everything is as is usual")
  func nothing() throws {
    for configuration in [
      try Configuration.load(ConfigurationSources(file: .none)), try scratch.load(""),
      try scratch.load("# nothing\n"),
    ] {
      #expect(configuration.settings == Settings())
      for setting in Setting.all { #expect(configuration.origin(of: setting) == .standard) }
    }
  }

  @Test("Every setting in a file")
  func everything() throws {
    let settings = try scratch.load(
      """
      events: [process, net.connect]
      process-tree: \(getpid())
      cgroup: /sys/fs/cgroup/x
      watch: [/etc, /srv]
      capture: split
      cpus-per-ring: 1
      ring-critical: 4M
      ring-bulk: 65536
      probes: tracepoint
      btf: /boot/btf
      process-budget: 100
      cgroup-budget: 200
      connect-repeats: 0
      cpu-limit: 50
      memory-limit: 64M
      heal-interval: 60
      status-socket: /run/x.sock
      heartbeat: /var/x
      metrics: '[::1]:9464'
      keep-privileges: yes
      verbose: yes
      spool: no
      spool-dir: /var/spool/x
      sinks: stdout
      """
    ).settings
    var expected = Settings()
    expected.events = EventSelection.sensorKinds.union([.netConnect]).union(
      EventCatalog.all.filter { $0.family == .process }.map(\.kind))
    expected.processTree = getpid()
    expected.cgroup = "/sys/fs/cgroup/x"
    expected.watch = ["/etc", "/srv"]
    expected.capture = .split
    expected.ringCritical = 4 << 20
    expected.ringBulk = 65_536
    expected.probes = .only(.tracepoint)
    expected.btf = "/boot/btf"
    expected.processBudget = 100
    expected.cgroupBudget = 200
    expected.connectRepeats = 0
    expected.cpuLimit = 50
    expected.memoryLimit = 64 << 20
    expected.healInterval = 60
    expected.statusSocket = .path("/run/x.sock")
    expected.heartbeat = .path("/var/x")
    expected.metrics = .loopback("::1", port: 9464)
    expected.keepPrivileges = true
    expected.verbose = true
    expected.spool = false
    expected.spoolDirectory = "/var/spool/x"
    #expect(settings == expected)
  }

  @Test("Flags override the environment, which overrides the file")
  func precedence() throws {
    let text = "capture: perf\nheal-interval: 10\ncpu-limit: 20\nwatch: [/a, /b]\n"
    let configuration = try scratch.load(
      text, environment: ["LOOKBACK_HEAL_INTERVAL": "20", "LOOKBACK_CPU_LIMIT": "30", "HOME": "/"],
      flags: ["cpu-limit": ["40"], "watch": ["/c"]])
    #expect(configuration.settings.capture == .perf)
    #expect(configuration.settings.healInterval == 20)
    #expect(configuration.settings.cpuLimit == 40)
    #expect(configuration.settings.watch == ["/c"])
    let origins = ["capture", "heal-interval", "cpu-limit", "watch", "verbose"].map { name in
      Setting.named(name).map { configuration.origin(of: $0).description } ?? ""
    }
    #expect(
      origins == [
        "file \(configuration.file ?? "") line 1", "LOOKBACK_HEAL_INTERVAL", "--cpu-limit",
        "--watch", "default",
      ])
  }

  @Test("The words for none take back what the file says")
  func none() throws {
    let text =
      "cpu-limit: 20\nring-bulk: 1M\nstatus-socket: no\nbtf: /x\nheartbeat: /x\nmetrics: unix:/x\n"
      + "keep-privileges: yes\n"
    let settings = try scratch.load(
      text,
      environment: [
        "LOOKBACK_RING_BULK": "auto", "LOOKBACK_STATUS_SOCKET": "yes", "LOOKBACK_METRICS": "no",
        "LOOKBACK_KEEP_PRIVILEGES": "no",
      ],
      flags: ["cpu-limit": ["no"], "btf": ["no"], "heartbeat": ["yes"]]
    ).settings
    #expect(settings == Settings())
  }

  @Test("Lists in the environment have a sign between their values")
  func lists() throws {
    let settings = try scratch.load(
      "",
      environment: [
        "LOOKBACK_EVENTS": "login,process.exec", "LOOKBACK_WATCH": "/a:/b,c",
        "LOOKBACK_SINKS": "stdout  unix:/x?name=b",
      ]
    ).settings
    #expect(EventSelection.names(settings.events) == ["login", "process.exec"])
    #expect(settings.watch == ["/a", "/b,c"])
    #expect(settings.sinks.map(\.name) == ["stdout", "b"])
  }

  @Test("All that is wrong is told, with its place, in the order of the file")
  func allProblems() throws {
    let problems = try scratch.problems(
      """
      captur: ring
      capture: rings
      heal-interval: 0
      events:
        - process
        - nope
      watch: etc
      verbose: perhaps
      sinks:
        - tcp:host
        - to: file:/x
          rotat: 1M
          ca: /x
          keep: 0
      ring-bulk: [4M]
      memory-limit:
      spool-dir: {a: b}
      xyz: *a
      capture: ring
      """)
    #expect(
      problems == [
        "1:1: the key 'captur' is not known; did you mean 'capture'?",
        "2:10: capture takes one of ring, perf, split, and not 'rings'",
        "3:16: heal-interval takes seconds, from 1 to 86400, and not 0",
        "6:5: events: 'nope' is none of process, network, module, system, file, login, terminal, "
          + "container, nor a kind such as process.exec; `lookback events` lists the kinds",
        "7:8: watch takes an absolute path, and not 'etc'",
        "8:10: verbose takes yes or no, and not 'perhaps'",
        "10:5: to: a port is missing, as in tcp:logs.example.org:6514",
        "12:5: 'rotat' is not known; did you mean 'rotate'?",
        "13:5: 'ca' is for tls: and syslog:tls:, and not for file:/x; leave it out",
        "14:11: keep takes a number of files, at least 1, and not 0",
        "15:12: ring-bulk takes a power of two from 4K to 1024M, such as 65536 or 4M, or auto, and not "
          + "a list",
        "16:14: memory-limit takes bytes, or such as 512K, 64M or 1G, or no, and not nothing",
        "17:12: spool-dir takes an absolute path, and not keys with values",
        "18:1: the key 'xyz' is not known; `lookback config show` lists those that there are",
        "18:6: aliases are not taken: write the value out",
        "19:1: the key 'capture' is here for the second time, first on line 2",
      ])
  }

  @Test("What is wrong with how the sensor runs is told with its place, whoever says it")
  func service() throws {
    let problems = try scratch.problems(
      "heartbeet: no\nmetrics: 0.0.0.0:9464\nheartbeat: here\nkeep-privileges: 1\nmetric: no\n",
      environment: ["LOOKBACK_METRICS": "9464", "LOOKBACK_HEARTBEATS": "no"],
      flags: ["metrics": ["[::]:1"]])
    let metrics =
      "takes an address of this host with a port, such as 127.0.0.1:9464 or [::1]:9464, or unix:PATH, "
      + "or no, and not 9464"
    let reachable =
      "can be reached from other hosts, and whoever asks is told without a word who he is: listen on "
      + "127.0.0.1 or [::1] and put a server in front that asks"
    #expect(
      problems == [
        "1:1: the key 'heartbeet' is not known; did you mean 'heartbeat'?",
        "2:10: metrics: 0.0.0.0 \(reachable)",
        "3:12: heartbeat takes an absolute path, yes or no, and not 'here'",
        "4:18: keep-privileges takes yes or no, and not 1",
        "5:1: the key 'metric' is not known; did you mean 'metrics'?",
        "LOOKBACK_METRICS \(metrics)",
        "the variable LOOKBACK_HEARTBEATS is not known; did you mean LOOKBACK_HEARTBEAT?",
        "--metrics: :: \(reachable)",
      ])
  }

  @Test("What is overridden has to be right as well")
  func overridden() throws {
    let problems = try scratch.problems(
      "capture: x", environment: ["LOOKBACK_CAPTURE": "y"], flags: ["capture": ["z"]])
    #expect(
      problems == [
        "1:10: capture takes one of ring, perf, split, and not 'x'",
        "LOOKBACK_CAPTURE takes one of ring, perf, split, and not 'y'",
        "--capture takes one of ring, perf, split, and not 'z'",
      ])
  }

  @Test("A key that is like no other")
  func unknownKey() throws {
    #expect(
      try scratch.problems("output: x") == [
        "1:1: the key 'output' is not known; `lookback config show` lists those that there are"
      ])
  }

  @Test("A variable that is misspelled is told; those of others are theirs")
  func variables() throws {
    #expect(
      try scratch.problems(
        "", environment: ["LOOKBACK_CAPTUR": "ring", "LOOKBACK_REQUIRE_LIVE": "1", "CAPTURE": "x"])
        == ["the variable LOOKBACK_CAPTUR is not known; did you mean LOOKBACK_CAPTURE?"])
  }

  @Test("What a value is not is shown without what a terminal would obey, and not at any length")
  func hostileValues() throws {
    #expect(
      try scratch.problems(#"capture: "\e[2J\u202e""#) == [
        "1:10: capture takes one of ring, perf, split, and not '\\u001b[2J\\u202e'"
      ])
    let long = try scratch.problems("capture: \(String(repeating: "x", count: 10_000))")
    #expect(long.count == 1 && long[0].count < 200)
  }

  @Test("A file that is no map", arguments: ["- a", "[a]", "just text"])
  func noMap(_ text: String) throws {
    #expect(try scratch.problems(text).count == 1)
  }

  @Test("Nothing of what is needed", arguments: ["events: []", "sinks: []"])
  func empty(_ text: String) throws {
    let problems = try scratch.problems(text)
    #expect(problems.count == 1 && problems[0].hasSuffix("and not nothing"), "\(problems)")
  }

  @Test("What is said of all spools holds for each")
  func spools() throws {
    let text = "sinks: ['tcp:a:1', 'tcp:b:2?spool=5M', 'tcp:c:3?spool=no']\nspool-dir: /s\n"
    let sinks = try scratch.load(text).settings.sinks
    #expect(sinks.map(\.spool?.limit) == [1 << 30, 5 << 20, nil])
    #expect(sinks.map(\.spool?.directory) == ["/s", "/s", nil])
    let none = try scratch.load(text, flags: ["spool": ["no"]]).settings.sinks
    #expect(none.allSatisfy { $0.spool == nil })
  }

  @Test("What has changed, and what takes another start")
  func changes() throws {
    let before = try scratch.load("capture: ring\nverbose: no\n")
    let now = try scratch.load("capture: perf\nspool: no\nsinks: [stdout]\n")
    #expect(now.changes(from: before).map(\.name) == ["capture", "spool"])
    #expect(
      now.changes(from: before).first
        == Configuration.Change(
          name: "capture", before: "ring", now: "perf", needsRestart: true))
    #expect(now.changes(from: before).map(\.needsRestart) == [true, false])
    #expect(now.changes(from: now).isEmpty)
    let sinks = try scratch.load("sinks: ['tls:a:1?verify=no']")
    #expect(
      sinks.changes(from: before).map(\.description) == [
        "sinks: [\"tls:a:1?verify=no\"], was [stdout]"
      ])
  }

  @Test("What is shown is a file that says the same")
  func shown() throws {
    let first = try scratch.load(
      """
      events: [file, login]
      watch: ["/with blank", "/a: b", "/c # d", "/\\u00e9"]
      status-socket: no
      sinks:
        - to: tls:[2001:db8::1]:6514
          where: 'process.exe = "/tmp/*" # no comment'
          events: [login, process.exec]
          ca: /etc/ca.pem
        - to: file:/var/log/x%3fy.json
          rotate: no
          rotate-age: 1d
          sync: 1500ms
        - to: syslog:unix:/dev/log
          facility: local3
          severity: 2
      """)
    let second = try scratch.load(first.text)
    #expect(second.settings == first.settings, "\(first.text)")
    #expect(second.text.contains("capture: ring  # file \(second.file ?? "") line 5\n"))
  }

  @Test("The same as JSON")
  func json() throws {
    let configuration = try scratch.load("watch: [\"/a\\\"b\"]\nsinks: ['tcp:a:1?name=x']\n")
    let object = try JSONSerialization.jsonObject(with: Data(configuration.json.utf8))
    let whole = try #require(object as? [String: Any])
    #expect(whole["file"] as? String == configuration.file)
    let settings = try #require(whole["settings"] as? [[String: Any]])
    #expect(settings.map { $0["name"] as? String } == Setting.all.map(\.name))
    let watch = try #require(settings.first { $0["name"] as? String == "watch" })
    #expect(watch["value"] as? [String] == ["/a\"b"])
    #expect((watch["origin"] as? String)?.hasSuffix("line 1") == true)
    #expect(settings.last?["value"] as? [String] == ["tcp:a:1?name=x"])
    #expect(settings.first?["needs_restart"] as? Bool == true)
  }
}
