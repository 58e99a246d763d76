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

  /// Fills a ring of `capacity` bytes (a power of two) with copies of the records in turn, which are
  /// of the same size.
  public init(of records: [[UInt8]], capacity: Int) {
    let headerSize = 8
    let size = records[0].count
    precondition(records.allSatisfy { $0.count == size }, "the records differ in size")
    let step = (size + headerSize + 7) & ~7
    recordsPerLap = (capacity - headerSize) / step
    storage = Storage(size: 2 * pageSize + capacity)
    let data = storage.base + 2 * pageSize
    for index in 0..<recordsPerLap {
      let place = data + index * step
      place.storeBytes(of: UInt32(size), as: UInt32.self)
      records[index % records.count].withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(start: place + headerSize, count: size)
          .copyMemory(from: bytes)
      }
    }
    let rest = capacity - recordsPerLap * step
    let discarded: UInt32 = 1 << 30
    (data + recordsPerLap * step).storeBytes(
      of: UInt32(rest - headerSize) | discarded, as: UInt32.self)

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
