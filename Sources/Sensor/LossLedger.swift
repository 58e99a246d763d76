import CEventABI
import Capture
import Events

/// Everything that was lost and where; what is new since the last look becomes `sensor.loss` events.
struct LossLedger {
  /// One kind of loss at one place.
  struct Entry: Sendable, Equatable {
    var reason: LossReason
    var kind: EventKind?
    var cpu: Int?
    var lane: Lane?
    var count: UInt64
  }

  /// What was lost, and why; the kind if it is known.
  struct Lost: Hashable, Sendable {
    var reason: LossReason
    var kind: EventKind?
  }

  /// All that was lost so far.
  private(set) var total: UInt64 = 0
  /// By reason, for the summary at the end.
  private(set) var byReason: [LossReason: UInt64] = [:]
  /// The same by reason and kind.
  private(set) var byKind: [Lost: UInt64] = [:]

  private var malformed: UInt64 = 0
  private var unread: UInt64 = 0
  /// Records that never came and for which a full ring accounts, by lane and CPU.
  private var explained: [Lane: [Int: Int]] = [:]
  private var reportedMissing: [Lane: [Int: Int]] = [:]

  /// The decoder refused a record, or so many.
  mutating func countMalformed(_ count: Int = 1) {
    malformed += UInt64(count)
  }

  /// So many records of a file were passed over.
  mutating func countUnread(_ count: Int) {
    unread += UInt64(count)
  }

  /// What was lost since the last call.
  mutating func takeNew(from capture: Capture) -> [Entry] {
    // The holes first: a record that is refused after this is only counted the next time, so a
    // hole never looks unexplained.
    let missing = capture.stream.missing
    return takeNew(
      missing: missing, growth: capture.losses.takeGrowth(), skipped: capture.skippedRuns.takeNew())
  }

  /// What is new in these numbers.
  ///
  /// - Parameters:
  ///   - missing: all sequence numbers that never came so far, by lane and CPU.
  ///   - growth: what the kernel's counters have grown by since the last call, read after `missing`.
  ///   - skipped: runs of programs that the kernel left out since the last call.
  /// - Returns: what was lost since the last call.
  mutating func takeNew(
    missing: (critical: [Int], bulk: [Int]), growth: [LossCounters.Growth],
    skipped: [(kind: EventKind?, count: UInt64)] = []
  ) -> [Entry] {
    var entries = growth.map { growth in
      let lane = EventCatalog.definition(of: growth.kind)?.lane
      if growth.reason == .ringFull, let lane {
        explained[lane, default: [:]][growth.cpu, default: 0] += Int(growth.count)
      }
      return Entry(
        reason: growth.reason, kind: growth.kind, cpu: growth.cpu, lane: lane, count: growth.count)
    }
    for (lane, counts) in [(Lane.critical, missing.critical), (Lane.bulk, missing.bulk)] {
      for (cpu, count) in counts.enumerated() {
        let unexplained = count - (explained[lane]?[cpu] ?? 0)
        let new = unexplained - (reportedMissing[lane]?[cpu] ?? 0)
        guard new > 0 else { continue }
        reportedMissing[lane, default: [:]][cpu] = unexplained
        entries.append(Entry(reason: .sequence, cpu: cpu, lane: lane, count: UInt64(new)))
      }
    }
    entries += skipped.map { Entry(reason: .reentered, kind: $0.kind, count: $0.count) }
    if malformed > 0 { entries.append(Entry(reason: .malformed, count: malformed)) }
    if unread > 0 { entries.append(Entry(reason: .unread, count: unread)) }
    malformed = 0
    unread = 0
    for entry in entries {
      total += entry.count
      byReason[entry.reason, default: 0] += entry.count
      byKind[Lost(reason: entry.reason, kind: entry.kind), default: 0] += entry.count
    }
    return entries
  }
}
