import Events
import Foundation
import Testing

@testable import Capture
@testable import Sensor

/// The report on hosts that are made up.
@Suite struct DoctorReportTests {
  private static func hook(_ name: String) throws -> (Hook, [EventKind]) {
    let definitions = EventCatalog.all.filter { $0.hooks.contains { $0.name == name } }
    let hook = definitions.first?.hooks.first { $0.name == name }
    return (try #require(hook), definitions.map(\.kind))
  }

  /// A hook in its last way, the better ones refused.
  private static func inForce(_ name: String, cost: HookCost? = nil) throws -> Diagnosis.Finding {
    let (hook, kinds) = try hook(name)
    let way = try #require(hook.ways.last)
    var state = HookState(hook: hook, kinds: kinds, way: way)
    state.programs = way.attachments.map(\.program)
    state.refusals = hook.ways.dropLast().map {
      HookState.Refusal(rung: $0.rung, reason: "not \"here\"", log: ["0: (95) exit"])
    }
    return Diagnosis.Finding(state: state, cost: cost)
  }

  private static func notInForce(_ name: String, needless: String? = nil) throws
    -> Diagnosis.Finding
  {
    let (hook, kinds) = try hook(name)
    var state = HookState(hook: hook, kinds: kinds, way: nil)
    state.needless = needless
    state.refusals = [.init(rung: .tracepoint, reason: needless ?? "Invalid argument")]
    return Diagnosis.Finding(state: state, cost: nil)
  }

  private static func report(
    _ findings: Diagnosis.Finding..., figures: [VerifierFigures] = []
  ) throws -> DoctorReport {
    DoctorReport(
      host: try FakeHost().facts,
      diagnosis: Diagnosis(findings: findings, figures: figures, loadNanoseconds: 5_400_000))
  }

  private static func parsed(_ json: String) throws -> [String: Any] {
    #expect(json.hasSuffix("}\n") && json.count { $0 == "\n" } == 1)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }

  @Test("Everything is seen: status 0")
  func complete() throws {
    let cost = HookCost(runs: 32, nanoseconds: 6400)
    let report = try Self.report(
      try Self.inForce("process_exec"), try Self.inForce("file_open", cost: cost))
    #expect(report.verdict == .complete && report.verdict.exitStatus == 0)
    let text = report.text()
    #expect(text.contains("verdict: complete"))
    #expect(text.contains("file.open\n  file_open           tracepoint  200 ns a run (32 runs)\n"))
    #expect(text.contains("    not seen: io_uring, 32-bit programs\n"))
    #expect(text.contains("    not fentry: not \"here\"\n"))
    #expect(!text.contains("0: (95) exit"))
    #expect(report.text(verifierLog: true).contains("file_open, fentry:\n0: (95) exit\n"))
  }

  @Test("Something is not seen: status 2, and it is named")
  func partial() throws {
    let report = try Self.report(
      try Self.inForce("process_exec"), try Self.notInForce("process_fork"))
    #expect(report.verdict == .partial && report.verdict.exitStatus == 2)
    #expect(report.text().contains("verdict: partial, not seen at all: process_fork\n"))
    #expect(report.text().contains("process_fork        NOT SEEN\n    not tracepoint: Invalid"))
  }

  @Test("What this kernel does not have is not missing")
  func needless() throws {
    let report = try Self.report(
      try Self.inForce("module_load"),
      try Self.notInForce("module_load_name", needless: "this kernel has no loadable modules"))
    #expect(report.verdict == .complete)
    #expect(report.text().contains("not needed: this kernel has no loadable modules\n"))
  }

  @Test("Nothing can be recorded: status 1, and the reason is told")
  func nothing() throws {
    let host = try FakeHost(["/proc/sys/kernel/osrelease": "5.4.0\n"])
    let report = DoctorReport(host: host.facts, reason: host.facts.refusal()?.description)
    #expect(report.verdict == .nothing && report.verdict.exitStatus == 1)
    #expect(report.text().contains("5.4.0, PREEMPT_DYNAMIC: too old"))
    #expect(report.text().hasSuffix("Lookback needs 5.8 or later\n"))
    let json = try Self.parsed(report.json())
    #expect(json["verdict"] as? String == "nothing")
    #expect((json["reason"] as? String)?.contains("ring buffer") == true)
    #expect((json["hooks"] as? [Any])?.isEmpty == true)
  }

  @Test("A reason that was told is not told again")
  func repeatedReasons() throws {
    let text = try Self.report(try Self.inForce("file_open"), try Self.inForce("file_rename"))
      .text()
    #expect(text.components(separatedBy: "not \"here\"").count == 3)
    #expect(text.contains("    not fentry, kprobe: as with file_open\n"))
  }

  @Test("Why a worse way is not in force is nobody's question")
  func worseWays() throws {
    var finding = try Self.inForce("file_open")
    finding.state.way = finding.state.hook.ways.first
    #expect(try !Self.report(finding).text().contains("not \"here\""))
  }

  @Test("A program that takes the verifier too long is a defect")
  func defect() throws {
    let figures = [
      VerifierFigures(program: "file_open", instructions: 100_001, microseconds: 90_000)
    ]
    let text = try Self.report(try Self.inForce("file_open"), figures: figures).text()
    #expect(
      text.contains("DEFECT: file_open took the verifier 100001 instructions, 90 ms\n"))
    #expect(text.contains("the largest file_open, 100001 instructions"))
  }

  @Test("The JSON has the keys of docs/doctor.md")
  func keys() throws {
    let figures = [VerifierFigures(program: "file_open", instructions: 2498, microseconds: 1000)]
    let cost = HookCost(runs: 2, nanoseconds: 500)
    let json = try Self.parsed(
      try Self.report(try Self.inForce("file_open", cost: cost), figures: figures).json())
    #expect(
      Set(json.keys) == ["version", "kernel", "host", "hooks", "programs", "load_ms", "verdict"])
    #expect(json["load_ms"] as? Int == 5)
    let hook = try #require((json["hooks"] as? [[String: Any]])?.first)
    #expect(
      Set(hook.keys)
        == ["name", "kinds", "rung", "needless", "remark", "refused", "blind", "cost", "programs"])
    #expect(hook["kinds"] as? [String] == ["file.open"])
    #expect(hook["rung"] as? String == "tracepoint")
    #expect(hook["blind"] as? [String] == ["io_uring", "32-bit programs"])
    #expect(hook["cost"] as? [String: Int] == ["runs": 2, "ns": 250])
    let refused = try #require((hook["refused"] as? [[String: String]])?.first)
    #expect(refused == ["rung": "fentry", "reason": "not \"here\""])
    let program = try #require((hook["programs"] as? [[String: Any]])?.first)
    #expect(program["name"] as? String == "file_open")
    #expect(program["instructions"] as? Int == 2498)
    #expect(program["verification_us"] as? Int == 1000)
  }

  @Test("The cost of a program that another one runs is what it adds")
  func sharedCost() {
    // 100 runs, 10 of them of the program; the others take 20 ns each
    let cost = HookCost(calls: 10, ofRuns: 100, nanoseconds: 90 * 20 + 10 * 700, idle: 20)
    #expect(cost?.runs == 10 && cost?.nanoseconds == 700)
    #expect(HookCost(calls: 10, ofRuns: 10, nanoseconds: 0, idle: 20)?.nanoseconds == 1)
    #expect(HookCost(calls: 10, ofRuns: 9, nanoseconds: 1, idle: 20) == nil)
    #expect(HookCost(runs: 0, nanoseconds: 0) == nil)
  }

  @Test("JSON is JSON, whatever the strings are")
  func jsonText() throws {
    let text = JSONText.object([
      ("a", .list([.null, .flag(true), .number(-7)])), ("b", .string("\"\\\n\u{1}é")),
      ("c", .object([])), ("d", .strings([])),
    ])
    let value = try #require(
      try JSONSerialization.jsonObject(with: Data(text.description.utf8)) as? [String: Any])
    #expect(value["b"] as? String == "\"\\\n\u{1}é")
    #expect(text.description.hasPrefix(#"{"a":[null,true,-7],"b":"#))
    #expect(text.description.hasSuffix(#""c":{},"d":[]}"#))
  }
}
