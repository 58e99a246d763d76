import Synchronization

/// A ring in plain memory, full of the same few records: for measuring what reading costs by itself.
///
/// The reader cannot tell it from a kernel's ring. Refilling only moves the producer's position: the
/// last place before the end is a record that was taken back, so each lap finds the same records.
public final class ReplayRing {
  /// Records of one filling.
  public let recordsPerLap: Int
  /// Reads the records, as of a ring of the kernel.
  public let stream: RecordStream

  private let storage: Storage

  private final class Storage {
    let base: UnsafeMutableRawPointer
    init(size: Int) {
      base = .allocate(byteCount: size, alignment: pageSize)
      base.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }
    deinit { base.deallocate() }
  }

  /// Fills a ring of `capacity` bytes (a power of two) with copies of the records in turn.
  public init(of records: [[UInt8]], capacity: Int) {
    let headerSize = 8
    storage = Storage(size: 2 * pageSize + capacity)
    let data = storage.base + 2 * pageSize
    var (used, count) = (0, 0)
    while true {
      let record = records[count % records.count]
      let next = used + (record.count + headerSize + 7) & ~7
      guard next <= capacity - headerSize else { break }
      (data + used).storeBytes(of: UInt32(record.count), as: UInt32.self)
      UnsafeMutableRawBufferPointer(start: data + used + headerSize, count: record.count)
        .copyBytes(from: record)
      (used, count) = (next, count + 1)
    }
    recordsPerLap = count
    let discarded: UInt32 = 1 << 30
    (data + used).storeBytes(
      of: UInt32(capacity - used - headerSize) | discarded, as: UInt32.self)

    let ring = RingBuffer(
      capacity: capacity, consumer: storage.base, producer: storage.base + pageSize,
      data: UnsafeRawPointer(data))
    let empty = Storage(size: 3 * pageSize)
    let idle = RingBuffer(
      capacity: pageSize, consumer: empty.base, producer: empty.base + pageSize,
      data: UnsafeRawPointer(empty.base + 2 * pageSize))
    stream = RecordStream(
      critical: [LaneReader(.ring(ring), memory: storage, numbers: SequenceNumbers(cpuCount: 1))],
      bulk: [LaneReader(.ring(idle), memory: empty, numbers: SequenceNumbers(cpuCount: 1))])
    self.capacity = UInt(capacity)
  }

  private let capacity: UInt

  /// As if the kernel had filled the ring again; all of it must have been read.
  public func refill() {
    // Safety: the reader is on the same thread; it uses the word atomically.
    let producer = (storage.base + pageSize).assumingMemoryBound(to: UInt.self)
    producer.pointee += capacity
  }
}
