import Events
import TestSupport
import Testing

@testable import History

/// What is made of complaints.
@Suite struct ExplainerTests {
  private let past: Past
  private let all: ClosedRange<Int64> = .min ... .max

  init() throws {
    past = try Past()
  }

  private func connect(_ address: String, _ port: Int, refused: Bool = true) -> [String: String] {
    [
      "net.type": "\"stream\"", "remote.address": "\"\(address)\"", "remote.port": "\(port)",
      "result": refused ? "-111" : "0",
    ]
  }

  /// bash, typed into by carol, and what it runs.
  private func addShell() throws {
    try past.add(
      "process.exec", at: 1,
      Past.actor(60, exe: "/usr/bin/bash").with([
        "process.argv": #"["-bash"]"#, "process.group": "60", "result": "0",
      ]))
    try run(61, "/usr/bin/id", ["id"], at: 2)
  }

  private func run(_ pid: Int, _ exe: String, _ argv: [String], at second: Int) throws {
    try past.add(
      "process.exec", at: Double(second),
      Past.actor(pid, since: second, parent: 60, exe: exe).with([
        "process.argv": "[\(argv.map { "\"\($0)\"" }.joined(separator: ","))]",
        "process.group": "\(pid)", "process.cwd": "\"/home/carol\"", "result": "0",
      ]))
  }

  private func explain(_ address: String, ports: Int = 1) throws -> Explanation {
    let destination = try #require(AddressMatch(address))
    let explanation = try Explainer(past.history()).explain(
      destination: destination, atLeast: ports, in: all)
    #expect(explanation.problems == [])
    return explanation
  }

  private func texts(_ clauses: [Clause]) -> String { clauses.map(\.text).joined(separator: "\n") }

  @Test("A scan: what it was, who typed it, and what was typed before")
  func scan() throws {
    try addShell()
    try run(70, "/usr/bin/nmap", ["nmap", "192.0.2.1"], at: 10)
    let nmap = Past.actor(70, since: 10, parent: 60, exe: "/usr/bin/nmap")
    var first: UInt64 = 0
    for port in 1...30 {
      let number = try past.add(
        "net.connect", at: 11 + Double(port) / 100,
        nmap.with(connect("192.0.2.1", port, refused: port != 22)))
      if port == 1 { first = number }
    }
    let explanation = try explain("192.0.2.1")
    try #require(explanation.findings.count == 1)
    let scan = explanation.findings[0]
    #expect(scan.verdict == .scan)
    let what = texts(scan.what)
    #expect(what.contains("nmap (pid 70) tried 30 distinct TCP ports of 192.0.2.1 in 0.29 s"))
    #expect(what.contains("a port scan, not an application"))
    #expect(what.contains("1 was open: 22; 29 refused."))
    #expect(scan.what[0].events.first?.sequence == first)
    #expect(scan.what[0].eventCount == 30)
    let who = texts(scan.who)
    #expect(who.contains("How it began: carol came in by ssh from 192.0.2.7 port 50412"))
    #expect(who.contains("At the terminal pts/3."))
    let why = texts(scan.why)
    #expect(why.contains("into bash (pid 60), in /home/carol: nmap 192.0.2.1"))
    #expect(why.contains("nmap (70) ← bash (60)"))
    #expect(why.contains("Before it, at that terminal:") && why.contains(" id."))
    #expect(try explain("192.0.2.1", ports: 31).findings.isEmpty)
    #expect(try explain("192.0.2.2").findings.isEmpty)
    #expect(try explain("192.0.2.0/28").findings.count == 1)
  }

  @Test("Many short-lived processes of a shell are one scan")
  func lineage() throws {
    try addShell()
    for port in 1...40 {
      let child = Past.actor(100 + port, since: 5, parent: 60, exe: "/usr/bin/bash")
        .with(["process.parent.exe": "\"/usr/bin/bash\""])
      try past.add(
        "net.connect", at: 5 + Double(port) / 100, child.with(connect("192.0.2.1", port)))
    }
    let explanation = try explain("192.0.2.1")
    try #require(explanation.findings.count == 1)
    let scan = explanation.findings[0]
    #expect(scan.verdict == .scan)
    #expect(
      texts(scan.what).contains(
        "40 processes of bash, all of them children of bash (pid 60), tried 40 distinct TCP ports"))
    #expect(texts(scan.why).contains("No program was run for it: bash (pid 60)"))
  }

  @Test("One contact is enough to find a scan of many hosts")
  func sweep() throws {
    let scanner = Past.actor(70, since: 10, exe: "/usr/bin/sweep")
    let browser = Past.actor(71, since: 10, exe: "/usr/bin/browser")
    for host in 1...20 {
      try past.add(
        "net.connect", at: 11 + Double(host) / 10,
        scanner.with(connect("192.0.2.\(host)", 22)))
      try past.add(
        "net.connect", at: 11 + Double(host) / 10,
        browser.with(connect("192.0.2.\(host)", 443, refused: false)))
    }
    let findings = try explain("192.0.2.9").findings
    try #require(findings.count == 2)
    #expect(findings.map(\.verdict) == [.scan, .traffic])
    #expect(
      texts(findings[0].what).contains("sweep (pid 70) tried 1 distinct TCP port of 20 hosts"))
    #expect(texts(findings[0].what).contains("a scan of hosts"))
    #expect(texts(findings[1].what).contains("browser (pid 71)"))
  }

  @Test("Retries that were told as a sum are a storm")
  func storm() throws {
    let service = Past.actor(80, exe: "/usr/bin/service", session: "1a2b3c4d-80-5", tty: nil)
    for number in 0..<32 {
      try past.add(
        "net.connect", at: 20 + Double(number) / 1000, service.with(connect("192.0.2.1", 5432)))
    }
    try past.add(
      "net.connects", at: 21, service.with(connect("192.0.2.1", 5432)).with(["net.count": "4968"]))
    let findings = try explain("192.0.2.1").findings
    try #require(findings.count == 1)
    #expect(findings[0].verdict == .retryStorm)
    #expect(
      texts(findings[0].what).contains("tried 5000 times to reach TCP port 5432 of 192.0.2.1"))
    #expect(texts(findings[0].what).contains("not a scan"))
    #expect(texts(findings[0].who).contains("At no terminal."))
  }

  @Test("A process by its number and a moment; an event by its number")
  func processes() throws {
    try addShell()
    try run(70, "/usr/bin/nmap", ["nmap", "192.0.2.1"], at: 10)
    let exit = try past.add(
      "process.exit", at: 12,
      Past.actor(70, since: 10, parent: 60, exe: "/usr/bin/nmap").with(["exit.code": "1"]))
    let explainer = Explainer(try past.history())
    let moment = Past.start + 11 * Past.second
    let process = try explainer.explain(pid: 70, at: moment)
    #expect(texts(process.findings[0].what).contains("It ended with status 1"))
    #expect(texts(process.findings[0].why).contains("nmap 192.0.2.1"))
    #expect(throws: HistoryError.self) {
      try explainer.explain(pid: 70, at: Past.start + 20 * Past.second)
    }
    #expect(throws: HistoryError.self) { try explainer.explain(pid: 71, at: moment) }
    let event = try explainer.explain(event: exit, of: nil, in: all)
    #expect(texts(event.findings[0].what).contains("process.exit at"))
    #expect(throws: HistoryError.self) { try explainer.explain(event: 999, of: nil, in: all) }
    #expect(throws: HistoryError.self) { try explainer.explain(event: exit, of: "x", in: all) }
  }
}
