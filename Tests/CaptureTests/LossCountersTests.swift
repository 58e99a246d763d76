import CEventABI
import Events
import Testing

@testable import Capture

/// Counters in plain memory, laid out as `ev_counters` by CPU.
@Suite struct LossCountersTests {
  private static let cpuCount = 3
  private let memory = PlainMemory(byteCount: cpuCount * MemoryLayout<ev_counters>.stride)

  private var counters: LossCounters {
    LossCounters(base: memory.base, cpuCount: Self.cpuCount, memory: memory)
  }

  /// As the programs do.
  private func add(_ count: UInt64, kind: EventKind, reason: LossReason, cpu: Int) {
    let offset = MemoryLayout<ev_counters>.offset(of: \ev_counters.lost) ?? 0
    let index = Int(kind.rawValue) * Int(EV_LOSS_KERNEL_REASONS.rawValue) + Int(reason.rawValue)
    let place = memory.base + cpu * MemoryLayout<ev_counters>.stride + offset + index * 8
    place.storeBytes(of: place.load(as: UInt64.self) &+ count, as: UInt64.self)
  }

  @Test("What grew is told once")
  func growth() {
    let counters = counters
    #expect(counters.takeGrowth().isEmpty)
    add(2, kind: .fileOpen, reason: .ringFull, cpu: 0)
    add(1, kind: .processExec, reason: .readFailed, cpu: 2)
    #expect(
      counters.takeGrowth() == [
        .init(kind: .fileOpen, reason: .ringFull, cpu: 0, count: 2),
        .init(kind: .processExec, reason: .readFailed, cpu: 2, count: 1),
      ])
    #expect(counters.takeGrowth().isEmpty)
    add(5, kind: .fileOpen, reason: .ringFull, cpu: 0)
    add(7, kind: .fileOpen, reason: .ringFull, cpu: 1)
    #expect(
      counters.takeGrowth() == [
        .init(kind: .fileOpen, reason: .ringFull, cpu: 0, count: 5),
        .init(kind: .fileOpen, reason: .ringFull, cpu: 1, count: 7),
      ])
  }

  @Test("Every kind and reason has a counter of its own")
  func everyCounter() {
    let counters = counters
    let reasons: [LossReason] = [
      .ringFull, .reentered, .tableFull, .readFailed, .throttled, .degraded,
    ]
    #expect(reasons.count == Int(EV_LOSS_KERNEL_REASONS.rawValue))
    for cpu in 0..<Self.cpuCount {
      for kind in 0..<UInt16(EventKind.limit) {
        for reason in reasons {
          add(1, kind: EventKind(rawValue: kind), reason: reason, cpu: cpu)
          let growth = counters.takeGrowth()
          #expect(
            growth == [
              .init(kind: EventKind(rawValue: kind), reason: reason, cpu: cpu, count: 1)
            ])
        }
      }
    }
  }

  @Test("The numbers of attempts are no losses")
  func attempts() {
    let counters = counters
    memory.base.storeBytes(of: 99, as: UInt64.self)
    (memory.base + 8).storeBytes(of: 98, as: UInt64.self)
    #expect(counters.takeGrowth().isEmpty)
  }
}
