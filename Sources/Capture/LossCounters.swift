import CEventABI
public import Events

/// What the programs could not record, counted in memory that they share with the reader.
public final class LossCounters {
  /// One counter and by how much it has grown.
  public struct Growth: Sendable, Equatable {
    /// Which kind of event was lost.
    public var kind: EventKind
    /// Why.
    public var reason: LossReason
    /// On which CPU.
    public var cpu: Int
    /// How many were lost since the last look.
    public var count: UInt64
  }

  /// Bytes of one CPU's entry; the array map rounds values up to eight.
  private static let stride = (MemoryLayout<ev_counters>.size + 7) & ~7
  private static let reasons = Int(EV_LOSS_KERNEL_REASONS.rawValue)
  private static let countersOffset =
    MemoryLayout<UInt64>.size * Int(EV_CONTEXT_COUNT * EV_LANE_COUNT)

  private let base: UnsafeMutableRawPointer
  /// Keeps the memory alive.
  private let memory: AnyObject
  private let cpuCount: Int
  private var known: [UInt64]
  /// Where the last call of ``takeGrowth()`` found records that had found no room.
  private(set) var refused: Set<PerfBuffers.Place> = []

  convenience init(map: BPFMap, cpuCount: Int) throws(BPFError) {
    let size = (cpuCount * Self.stride + pageSize - 1) & ~(pageSize - 1)
    let mapping = try SharedMapping(
      descriptor: map.descriptor, size: size, writable: false, of: map.name)
    self.init(base: mapping.base, cpuCount: cpuCount, memory: mapping)
  }

  /// Over memory that is laid out as the map's: an `ev_counters` for each CPU.
  init(base: UnsafeMutableRawPointer, cpuCount: Int, memory: AnyObject) {
    self.base = base
    self.memory = memory
    self.cpuCount = cpuCount
    known = [UInt64](repeating: 0, count: cpuCount * Int(EV_KIND_LIMIT) * Self.reasons)
  }

  /// Records of a lane that programs have tried to hand over so far, lost ones included.
  public func attempted(_ lane: Lane) -> UInt64 {
    (0..<cpuCount).reduce(0) { sum, cpu in
      let counters = (base + cpu * Self.stride).assumingMemoryBound(to: UInt64.self)
      let contexts = 0..<Int(EV_CONTEXT_COUNT)
      return contexts.reduce(sum) { $0 + counters[$1 * Int(EV_LANE_COUNT) + Int(lane.rawValue)] }
    }
  }

  /// The counters that have grown since the last call.
  public func takeGrowth() -> [Growth] {
    var growth: [Growth] = []
    var index = 0
    for cpu in 0..<cpuCount {
      let counters = (base + cpu * Self.stride + Self.countersOffset)
        .assumingMemoryBound(to: UInt64.self)
      for kind in 0..<Int(EV_KIND_LIMIT) {
        for reason in 0..<Self.reasons {
          let value = counters[kind * Self.reasons + reason]
          if value != known[index], let why = LossReason(rawValue: UInt32(reason)) {
            growth.append(
              Growth(
                kind: EventKind(rawValue: UInt16(kind)), reason: why, cpu: cpu,
                count: value &- known[index]))
            known[index] = value
          }
          index += 1
        }
      }
    }
    refused = Set(
      growth.lazy.filter { $0.reason == .ringFull }.compactMap { growth in
        EventCatalog.definition(of: growth.kind).map { .init(cpu: growth.cpu, lane: $0.lane) }
      })
    return growth
  }
}
