import Foundation
import TestSupport
import Testing

extension LiveKernel {
  /// Who scanned that server: stories that are played, and what the history makes of them.
  @Suite(
    .scenes, CountSkips(reason: { Scenes.absence }),
    .enabled(if: Scenes.absence == nil, "\(Scenes.absence ?? "")"))
  struct SceneTests {
    private let scenes: Scenes

    init() throws {
      scenes = try #require(Scenes.current)
    }

    /// The only scan of a scene.
    private func scan(
      in scene: String, of address: String = "127.0.0.1",
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Value {
      let findings = try scenes.findings(in: scene, of: address)
      let scans = findings.filter { $0["verdict"] == "scan" }
      try #require(scans.count == 1, "\(findings)", sourceLocation: sourceLocation)
      return scans[0]
    }

    private func sentences(_ finding: Value, _ part: String) -> String {
      (finding[part].list ?? []).compactMap { $0["text"].text }.joined(separator: "\n")
    }

    private func users(_ finding: Value) -> [String] {
      (finding["facts.person.users"].list ?? []).compactMap(\.text)
    }

    @Test("A1: a scan by nmap, typed by support, who is carol, who came in by ssh")
    func nmap() throws {
      let truth = try scenes.truth(of: "a1")
      let scan = try scan(in: "a1")
      #expect(scan["facts.program"].text?.hasSuffix("/nmap") == true)
      #expect(scan["facts.hosts"] == 1)
      #expect(scan["facts.ports"] == 1000)
      #expect(scan["facts.open_ports"] == truth["open"])
      #expect(scan["facts.method"] == "connect")
      #expect(scan["facts.person.name"] == "support")
      #expect(scan["facts.person.terminal"] == truth["tty"])
      #expect(scan["facts.command"] == ["nmap", "127.0.0.1"])
      if truth["ssh_port"] == .absent {
        print("A1: without ssh, for there is no sshd (scripts/setup --tests)")
      } else {
        #expect(users(scan).count == 2)
        #expect(scan["facts.person.programs"].list?.last == "su")
        #expect(scan["facts.person.entry.user"] == "carol")
        #expect(scan["facts.person.entry.kind"] == "ssh")
        #expect(scan["facts.person.entry.address"] == "127.0.0.1")
        #expect(scan["facts.person.entry.port"] == truth["ssh_port"])
        #expect(
          sentences(scan, "who").contains("How it began: carol came in by ssh from 127.0.0.1 port"))
      }
      let why = sentences(scan, "why")
      #expect(why.contains("Typed at "))
      #expect(why.contains("into bash (pid \(truth["shell"].int ?? 0))"))
      #expect(why.contains("No ports were named"))
      #expect(why.contains("ls -la /"))
      try expectFound(scan)
    }

    /// Every event that is named is there, and is what the sentence is about.
    private func expectFound(_ finding: Value) throws {
      let clauses = ["what", "who", "why"].flatMap { finding[$0].list ?? [] }
      let names = Set(clauses.flatMap { $0["events"].list ?? [] }.compactMap(\.text))
      try #require(names.count > 3)
      for name in names {
        let parts = name.split(separator: "/")
        let found = try scenes.lookback("query", "run = \(parts[0]) and seq = \(parts[1])")
        #expect(found.count == 1, "\(name)")
      }
      let conditions = clauses.filter { $0["query"] != .absent }
      try #require(conditions.count == 1)
      let found = try scenes.lookback("query", conditions[0]["query"].text ?? "")
      #expect(found.count >= 1000)
    }

    @Test("A2: a scan by raw packets, of which no connect call tells")
    func packets() throws {
      let truth = try scenes.truth(of: "a2")
      let scan = try scan(in: "a2")
      #expect(scan["facts.program"].text?.hasSuffix("/nmap") == true)
      #expect(scan["facts.hosts"] == 1)
      #expect(scan["facts.ports"] == 1000)
      #expect(scan["facts.method"] == "packets")
      #expect(scan["facts.listened_ports"] == truth["open"])
      #expect(users(scan).count >= 3)
      #expect(scan["facts.person.name"] == "root")
      #expect(scan["facts.person.terminal"] == truth["tty"])
      #expect(sentences(scan, "what").contains("raw packets"))
    }

    @Test("A3: a thousand processes of a shell are one scan, which began in that shell")
    func loop() throws {
      let truth = try scenes.truth(of: "a3")
      let scan = try scan(in: "a3")
      #expect(scan["facts.processes"] == 1000)
      #expect(scan["facts.ports"] == 1000)
      #expect(scan["facts.open_ports"] == truth["open"])
      #expect(scan["facts.root_pid"] == truth["shell"])
      #expect(scan["facts.person.name"] == "carol")
      #expect(scan["facts.person.terminal"] == truth["tty"])
      #expect(sentences(scan, "why").contains("No program was run for it"))
    }

    @Test("A4: one port asked again and again is a storm, and no scan")
    func storm() throws {
      let truth = try scenes.truth(of: "a4")
      let findings = try scenes.findings(in: "a4", of: "127.0.0.1")
      try #require(findings.count == 1, "\(findings)")
      #expect(findings[0]["verdict"] == "retry storm")
      #expect(findings[0]["facts.attempts"] == truth["attempts"])
      #expect(findings[0]["facts.pid"] == truth["pid"])
      #expect(findings[0]["facts.refused"] == 1)
      #expect(findings[0]["facts.person.name"] == "appsvc")
    }

    @Test("A5: many ports of many hosts are one scan, in both directions, and none is missing")
    func network() throws {
      let truth = try scenes.truth(of: "a5")
      let scan = try scan(in: "a5", of: "127.0.0.5")
      #expect(scan["facts.pid"] == truth["pid"])
      #expect(scan["facts.hosts"] == truth["hosts"])
      #expect(scan["facts.ports"] == truth["ports"])
      #expect(scan["facts.endpoints"] == 16000)
      #expect(scan["facts.of_ports"] == true)
      #expect(scan["facts.of_hosts"] == true)
      #expect(scan["facts.person.name"] == "support")
    }

    @Test("A6: that traces are taken away and the sensor starts anew changes no answer")
    func traces() throws {
      let before = try scan(in: "a1")
      let sensor = try TestSensor(scenes.sensorOptions)
      try sensor.stop()
      #expect(try scan(in: "a1") == before)
      #expect(try scenes.truth(of: "a6")["is_history_there"] == false)
    }
  }
}
