import Events
import Testing

@testable import Capture
@testable import Sensor

@Suite struct LossLedgerTests {
  private typealias Growth = LossCounters.Growth
  private typealias Entry = LossLedger.Entry

  private var ledger = LossLedger()

  private mutating func take(
    critical: [Int] = [0, 0], bulk: [Int] = [0, 0], growth: [Growth] = []
  ) -> [Entry] {
    ledger.takeNew(missing: (critical, bulk), growth: growth)
  }

  private func ringFull(_ kind: EventKind, cpu: Int, _ count: UInt64) -> Growth {
    Growth(kind: kind, reason: .ringFull, cpu: cpu, count: count)
  }

  @Test("Nothing lost, nothing told")
  mutating func nothing() {
    #expect(take() == [])
    #expect(ledger.total == 0)
    #expect(ledger.byReason == [:])
  }

  @Test("Runs that the kernel left out are lost events, of a kind if there is but one")
  mutating func skipped() {
    let told = ledger.takeNew(
      missing: ([0], [0]), growth: [], skipped: [(.fileOpen, 2), (nil, 1)])
    #expect(
      told == [
        Entry(reason: .reentered, kind: .fileOpen, count: 2), Entry(reason: .reentered, count: 1),
      ])
    #expect(ledger.total == 3)
    #expect(ledger.byReason == [.reentered: 3])
  }

  @Test("A hole for which a full ring accounts is not told twice")
  mutating func explained() {
    let growth = ringFull(.fileOpen, cpu: 1, 3)
    let told = Entry(reason: .ringFull, kind: .fileOpen, cpu: 1, lane: .bulk, count: 3)
    #expect(take(bulk: [0, 3], growth: [growth]) == [told])
    #expect(take(bulk: [0, 3]) == [])
    #expect(ledger.total == 3)
    #expect(ledger.byReason == [.ringFull: 3])
  }

  @Test("A hole is seen only when the CPU's next record comes, long after it was counted")
  mutating func explainedBefore() {
    _ = take(growth: [ringFull(.fileOpen, cpu: 0, 2), ringFull(.fileWrite, cpu: 0, 3)])
    #expect(take(bulk: [5, 0]) == [])
    #expect(ledger.total == 5)
  }

  @Test("A hole that nothing explains is told once")
  mutating func unexplained() {
    let told = Entry(reason: .sequence, cpu: 1, lane: .critical, count: 2)
    #expect(take(critical: [0, 2]) == [told])
    #expect(take(critical: [0, 2]) == [])
    let more = Entry(reason: .sequence, cpu: 1, lane: .critical, count: 1)
    #expect(take(critical: [0, 3]) == [more])
    #expect(ledger.total == 3)
    #expect(ledger.byReason == [.sequence: 3])
  }

  @Test("Of a hole that is explained in part, the rest is told")
  mutating func partlyExplained() {
    let entries = take(bulk: [7, 0], growth: [ringFull(.fileOpen, cpu: 0, 4)])
    #expect(
      entries == [
        Entry(reason: .ringFull, kind: .fileOpen, cpu: 0, lane: .bulk, count: 4),
        Entry(reason: .sequence, cpu: 0, lane: .bulk, count: 3),
      ])
    #expect(ledger.total == 7)
  }

  @Test("Another lane or CPU explains nothing")
  mutating func elsewhere() {
    let growth = [ringFull(.fileOpen, cpu: 0, 1), ringFull(.processExec, cpu: 1, 1)]
    let entries = take(critical: [1, 0], bulk: [0, 1], growth: growth)
    #expect(entries.filter { $0.reason == .sequence }.map(\.lane) == [.critical, .bulk])
    #expect(entries.filter { $0.reason == .sequence }.map(\.cpu) == [0, 1])
    #expect(ledger.total == 4)
  }

  @Test("What never got a number leaves no hole")
  mutating func otherReasons() {
    let reasons: [LossReason] = [
      .reentered, .tableFull, .readFailed, .throttled, .degraded,
    ]
    let growth = reasons.map { Growth(kind: .fileOpen, reason: $0, cpu: 0, count: 1) }
    let entries = take(bulk: [3, 0], growth: growth)
    #expect(entries.map(\.reason) == reasons + [.sequence])
    #expect(ledger.total == 8)
  }

  @Test("A hole that closed again does not hide the next one's count")
  mutating func closed() {
    #expect(take(bulk: [1, 0]).map(\.count) == [1])
    #expect(take(bulk: [0, 0]) == [])
    #expect(take(bulk: [3, 0]).map(\.count) == [2])
    #expect(ledger.total == 3)
  }

  @Test("A loss of an unknown kind has no lane")
  mutating func unknownKind() {
    let kind = EventKind(rawValue: 127)
    let entries = take(growth: [ringFull(kind, cpu: 0, 1)])
    #expect(entries == [Entry(reason: .ringFull, kind: kind, cpu: 0, lane: nil, count: 1)])
  }

  @Test("Records that the decoder refused are told once")
  mutating func malformed() {
    ledger.countMalformed()
    ledger.countMalformed()
    #expect(take() == [Entry(reason: .malformed, count: 2)])
    #expect(take() == [])
    #expect(ledger.byReason == [.malformed: 2])
  }
}
