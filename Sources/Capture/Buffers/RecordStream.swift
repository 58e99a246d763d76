import CLibBPF
public import Events
import Glibc
import Threading

/// The records of all lanes and CPUs, in the order of time.
///
/// A record becomes visible a little after its time was taken. So a record is held back until it is
/// `hold` old; then everything before it has arrived, unless a CPU stood still for longer between
/// taking the time and writing the record.
public final class RecordStream {
  /// How long a record is held back, in nanoseconds.
  public static let hold: UInt64 = 2_000_000
  /// The same while a buffer is more than half full: room is worth more than waiting for a straggler.
  static let shortHold: UInt64 = 200_000

  /// So often a backlog is gone into before the caller gets to look at its other duties.
  private static let passesPerDrain = 16

  /// Those of the critical lane first.
  // Unchecked: see Sensor.
  @exclusivity(unchecked) private var readers: [LaneReader]
  @exclusivity(unchecked) private var criticalReaders: Int
  private let numbers: (critical: SequenceNumbers?, bulk: SequenceNumbers?)
  /// How full buffers were that are not read any more.
  private var pastHighWater: [Lane: Int] = [:]
  /// Readers by the time of their next record, the earliest first: a heap over the first `heapCount`.
  @exclusivity(unchecked) private var heap: UnsafeMutableBufferPointer<Source>
  @exclusivity(unchecked) private var heapCount = 0
  /// Records of the critical lane that were handed on, so far.
  @exclusivity(unchecked) public private(set) var criticalCount = 0

  private struct Source {
    var time: UInt64
    var isCritical: Bool
    var reader: Unmanaged<LaneReader>
  }

  /// Reads these; the readers of a lane have their numbers in common.
  init(critical: [LaneReader], bulk: [LaneReader]) {
    readers = critical + bulk
    criticalReaders = critical.count
    numbers = (critical.first?.numbers, bulk.first?.numbers)
    heap = .allocate(capacity: readers.count)
  }

  deinit {
    heap.deallocate()
  }

  /// Hands on every record that is due, oldest first.
  ///
  /// - Parameters:
  ///   - everything: also those that are not yet old enough; for the end of the stream.
  ///   - body: gets the record's bytes, in the buffer, only for the call.
  /// - Returns: the number of records.
  public func drain(everything: Bool = false, _ body: (UnsafeRawBufferPointer) -> Void) -> Int {
    var total = 0
    var passesOverBusy = false
    for _ in 0..<(everything ? Int.max : Self.passesPerDrain) {
      let now = everything ? .max : bootTime()
      let horizon = scan(now: now, passingOverBusy: passesOverBusy)
      let due = everything ? horizon : min(horizon, now - (isFilling ? Self.shortHold : Self.hold))
      let handed = handOn(until: due, body)
      for reader in readers { reader.release() }
      total += handed
      if horizon == now { break }
      // A full index or a record in the making stopped the scan: go on as long as that yields. At the
      // end the other buffers do not wait for the latter.
      if handed == 0 {
        guard everything else { break }
        passesOverBusy = true
      }
    }
    return total
  }

  /// The time up to which nothing can still be unknown, as far as the buffers tell.
  private func scan(now: UInt64, passingOverBusy: Bool) -> UInt64 {
    var horizon = now
    for reader in readers {
      horizon = min(horizon, reader.scan(now: now, passingOverBusy: passingOverBusy))
    }
    return horizon
  }

  private var isFilling: Bool { readers.contains(where: \.isFilling) }

  private func handOn(until due: UInt64, _ body: (UnsafeRawBufferPointer) -> Void) -> Int {
    fillHeap()
    var handed = 0
    while heapCount > 0 {
      if heap[0].time > due { break }
      if heap[0].isCritical { criticalCount += 1 }
      let next = heap[0].reader._withUnsafeGuaranteedRef { reader in
        body(reader.takeNext())
        return reader.nextTime
      }
      handed += 1
      if next == .max {
        heapCount -= 1
        heap[0] = heap[heapCount]
      } else {
        heap[0].time = next
      }
      sink(0)
    }
    return handed
  }

  private func fillHeap() {
    heapCount = 0
    for (index, reader) in readers.enumerated() where reader.nextTime != .max {
      heap[heapCount] = Source(
        time: reader.nextTime, isCritical: index < criticalReaders,
        reader: .passUnretained(reader))
      heapCount += 1
    }
    for index in stride(from: heapCount / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  /// Moves an entry down to where no earlier one is below it.
  @inline(__always)
  private func sink(_ start: Int) {
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < heapCount else { return }
      if child + 1 < heapCount, heap[child + 1].time < heap[child].time { child += 1 }
      guard heap[child].time < heap[index].time else { return }
      heap.swapAt(index, child)
      index = child
    }
  }

  /// Whether the last call of ``drain(everything:_:)`` left records that were too young.
  public var holdsBack: Bool { heapCount > 0 }

  /// Sequence numbers that never came, by lane (critical, bulk) and CPU.
  public var missing: (critical: [Int], bulk: [Int]) {
    (numbers.critical?.missing ?? [], numbers.bulk?.missing ?? [])
  }

  /// Reads another buffer as well.
  func add(_ reader: LaneReader, to lane: Lane) {
    switch lane {
    case .critical:
      readers.insert(reader, at: criticalReaders)
      criticalReaders += 1
    case .bulk: readers.append(reader)
    }
    // The heap is made anew before it is looked into.
    heap.deallocate()
    heap = .allocate(capacity: readers.count)
  }

  /// Reads one no more, of which everything was handed on.
  func remove(_ reader: LaneReader) {
    guard let index = readers.firstIndex(where: { $0 === reader }) else { return }
    let lane = index < criticalReaders ? Lane.critical : .bulk
    pastHighWater[lane] = max(pastHighWater[lane] ?? 0, reader.highWater)
    readers.remove(at: index)
    if lane == .critical { criticalReaders -= 1 }
  }

  /// Whether all buffers are empty.
  var isEmpty: Bool { readers.allSatisfy { $0.buffer.usedBytes == 0 } }

  /// The buffers of a lane, and how full they were.
  public func buffers(of lane: Lane) -> LaneBuffers {
    let readers = lane == .critical ? readers[..<criticalReaders] : readers[criticalReaders...]
    return LaneBuffers(
      count: readers.count, capacity: readers.reduce(0) { $0 + $1.buffer.capacity },
      highWater: max(pastHighWater[lane] ?? 0, readers.map(\.highWater).max() ?? 0))
  }
}

/// The clock of all records: nanoseconds since boot, suspended time included.
public func bootTime() -> UInt64 {
  nanoseconds(of: CLOCK_BOOTTIME)
}
