import Events
import Testing

@testable import Capture
@testable import Sensor

/// Which link is told to be broken.
@Suite struct SelfTestTests {
  private static func performance(
    attempted: Int = 0, lost: [LossCounters.Growth] = [], received: [Performance.Record] = []
  ) -> Performance {
    Performance(
      act: .open, count: 1, pid: 7, runs: [:], attempted: attempted, lost: lost,
      received: received)
  }

  private static func outcome(_ performance: Performance, runs: Int = 1) -> SelfTest.Outcome {
    performance.outcome(of: .fileOpen, evidence: "/folder/open", runs: runs)
  }

  private static func record(_ line: String, pid: UInt32 = 7) -> Performance.Record {
    Performance.Record(kind: .fileOpen, pid: pid, line: .success(line))
  }

  @Test("The event came, among others")
  func seen() {
    let records = [Self.record("{}"), Self.record("{}", pid: 8), Self.record("\"/folder/open\"")]
    #expect(Self.outcome(Self.performance(attempted: 3, received: records)) == .seen)
  }

  @Test("Nothing ran: the hook")
  func hook() {
    #expect(Self.outcome(Self.performance(), runs: 0) == .broken(.hook, "no program ran"))
  }

  @Test("It ran and recorded nothing: the filter")
  func filter() {
    let other = Performance.Record(kind: .fileClose, pid: 7, line: .success("/folder/open"))
    for performance in [
      Self.performance(), Self.performance(attempted: 1, received: [other]),
    ] {
      guard case .broken(.filter, _) = Self.outcome(performance) else {
        Issue.record("\(Self.outcome(performance))")
        continue
      }
    }
  }

  @Test("It recorded and nothing came: the ring")
  func ring() {
    #expect(
      Self.outcome(Self.performance(attempted: 2))
        == .broken(.ring, "2 records handed over did not arrive"))
    let growth = LossCounters.Growth(kind: .fileOpen, reason: .ringFull, cpu: 3, count: 1)
    #expect(
      Self.outcome(Self.performance(attempted: 1, lost: [growth]))
        == .broken(.ring, "record lost: ring_full (CPU 3)"))
  }

  @Test("It came and is wrong: the decoder")
  func decoder() {
    let refused = Performance.Record(
      kind: .fileOpen, pid: 7, line: .failure(.init(description: "truncated at offset 0")))
    #expect(
      Self.outcome(Self.performance(attempted: 1, received: [refused]))
        == .broken(.decoder, "record refused: truncated at offset 0"))
    #expect(
      Self.outcome(Self.performance(attempted: 1, received: [Self.record("/folder/open", pid: 9)]))
        == .broken(.decoder, "event of process 9 instead of 7"))
    #expect(
      Self.outcome(Self.performance(attempted: 1, received: [Self.record("{}")]))
        == .broken(.decoder, "event without /folder/open"))
  }

  @Test("Every kind that comes from the kernel has an act, and every act a hook of its kind")
  func acts() {
    // A list of processes is asked for, and to be counted a connect takes many before it.
    let kinds = Set(Act.allCases.map(\.kind)).union([.processSnapshot, .netConnects])
    for definition in EventCatalog.all where !definition.hooks.isEmpty {
      #expect(kinds.contains(definition.kind), "\(definition.name)")
    }
    for act in Act.allCases {
      let hooks = EventCatalog.definition(of: act.kind)?.hooks ?? []
      #expect(hooks.contains { $0.name == act.hook }, "\(act)")
    }
  }

  @Test("Passed is when nothing broke and something was seen")
  func passed() {
    func test(_ outcomes: SelfTest.Outcome...) -> SelfTest {
      SelfTest(
        trials: outcomes.map {
          SelfTest.Trial(kind: .fileOpen, act: "open", hook: "file_open", outcome: $0)
        })
    }
    #expect(test(.seen, .untried("no such thing")).isPassed)
    #expect(!test(.seen, .broken(.ring, "lost")).isPassed)
    #expect(!test(.untried("no such thing")).isPassed)
    #expect(!test().isPassed)
    let text = test(.seen, .broken(.ring, "lost"), .untried("no")).text()
    #expect(
      text.hasPrefix(
        """
        file.open         open           ok
        file.open         open           BROKEN at the ring: lost (file_open)
        file.open         open           not tried: no

        """))
  }
}
