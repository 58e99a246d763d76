import CEventABI

@testable import Capture

/// The kernel's end of a ring buffer in plain memory: what bpf_ringbuf_reserve and its kin do.
final class KernelRing {
  private static let busy: UInt32 = 1 << 31
  private static let discarded: UInt32 = 1 << 30

  let capacity: Int
  private let memory: PlainMemory
  private var sequences: [UInt32: UInt64] = [:]

  /// A place in the ring that is not yet handed over.
  struct Reservation {
    var position: UInt
    var size: Int
  }

  init(capacity: Int = 4096) {
    self.capacity = capacity
    memory = PlainMemory(byteCount: 2 * pageSize + 2 * capacity)
  }

  func reader(cpuCount: Int = 4, capacity: Int = 1024) -> LaneReader {
    LaneReader(
      .ring(
        RingBuffer(
          capacity: self.capacity, consumer: memory.base, producer: memory.base + pageSize,
          data: UnsafeRawPointer(data))), memory: memory,
      numbers: SequenceNumbers(cpuCount: cpuCount), capacity: capacity)
  }

  var consumed: UInt { memory.base.load(as: UInt.self) }

  private(set) var produced: UInt {
    get { (memory.base + pageSize).load(as: UInt.self) }
    set { (memory.base + pageSize).storeBytes(of: newValue, as: UInt.self) }
  }

  private var data: UnsafeMutableRawPointer { memory.base + 2 * pageSize }

  /// Takes room and fills it; the record is busy until it is handed over.
  ///
  /// - Returns: nil if there is no room.
  func reserve(_ bytes: [UInt8]) -> Reservation? {
    let step = UInt((bytes.count + 15) & ~7)
    guard produced + step - consumed < UInt(capacity) else { return nil }
    let reservation = Reservation(position: produced, size: bytes.count)
    storeLength(UInt32(bytes.count) | Self.busy, of: reservation)
    store(bytes, at: reservation.position + 8)
    produced += step
    return reservation
  }

  func submit(_ reservation: Reservation) {
    storeLength(UInt32(reservation.size), of: reservation)
  }

  func discard(_ reservation: Reservation) {
    storeLength(UInt32(reservation.size) | Self.discarded, of: reservation)
  }

  /// A record of that moment with the next number of its CPU, and bytes that tell whether it is whole.
  func record(time: UInt64, cpu: UInt32 = 0, skipping: UInt64 = 0, tail: Int = 0) -> [UInt8] {
    var header = ev_header()
    header.size = UInt32(MemoryLayout<ev_header>.size + tail)
    header.cpu = cpu
    header.seq = sequences[cpu, default: 0] + skipping
    header.boot_ns = time
    sequences[cpu] = header.seq + 1
    return withUnsafeBytes(of: header) { Array($0) }
      + [UInt8](repeating: Self.mark(of: time), count: tail)
  }

  static func mark(of time: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: time &* 31 &+ 7) }

  /// Writes a whole record.
  ///
  /// - Returns: whether there was room; if not, its number is used up.
  @discardableResult
  func write(time: UInt64, cpu: UInt32 = 0, skipping: UInt64 = 0, tail: Int = 0) -> Bool {
    write(record(time: time, cpu: cpu, skipping: skipping, tail: tail))
  }

  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    guard let reservation = reserve(bytes) else { return false }
    submit(reservation)
    return true
  }

  private func storeLength(_ length: UInt32, of reservation: Reservation) {
    store(withUnsafeBytes(of: length) { Array($0) }, at: reservation.position)
  }

  /// The kernel maps the data twice in a row; here all bytes are written twice.
  private func store(_ bytes: [UInt8], at position: UInt) {
    for (index, byte) in bytes.enumerated() {
      let offset = Int((position + UInt(index)) % UInt(capacity))
      data.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
      data.storeBytes(of: byte, toByteOffset: offset + capacity, as: UInt8.self)
    }
  }
}

/// Zeroed memory.
final class PlainMemory {
  let base: UnsafeMutableRawPointer

  init(byteCount: Int) {
    base = .allocate(byteCount: byteCount, alignment: pageSize)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
  }

  deinit { base.deallocate() }
}
