import CEventABI

@testable import Capture

/// The kernel's end of a perf buffer in plain memory: what perf_event_output does.
final class KernelPerfBuffer {
  private static let headOffset = 1024
  private static let tailOffset = 1032

  let capacity: Int
  private let memory: PlainMemory
  private let joined = PlainMemory(byteCount: PerfBuffer.joinedSize)

  init(capacity: Int = 4096) {
    self.capacity = capacity
    memory = PlainMemory(byteCount: pageSize + capacity)
  }

  func reader(_ numbers: SequenceNumbers = SequenceNumbers(cpuCount: 4)) -> LaneReader {
    LaneReader(
      .perf(PerfBuffer(capacity: capacity, base: memory.base, joined: joined.base)),
      memory: [memory, joined] as AnyObject, numbers: numbers, capacity: 1024)
  }

  var consumed: UInt { memory.base.load(fromByteOffset: Self.tailOffset, as: UInt.self) }

  private(set) var produced: UInt {
    get { memory.base.load(fromByteOffset: Self.headOffset, as: UInt.self) }
    set { memory.base.storeBytes(of: newValue, toByteOffset: Self.headOffset, as: UInt.self) }
  }

  /// Writes a record as a program does it, with its length before it.
  ///
  /// - Returns: whether there was room.
  @discardableResult
  func write(_ record: [UInt8]) -> Bool {
    let raw = withUnsafeBytes(of: UInt32(record.count)) { Array($0) } + record
    // The length of the raw bytes and they themselves are rounded up together.
    let padded = (raw.count + 4 + 7) & ~7
    return put(
      type: 9,
      withUnsafeBytes(of: UInt32(padded - 4)) { Array($0) } + raw
        + [UInt8](repeating: 0xee, count: padded - 4 - raw.count))
  }

  /// The kernel's word that it had no room for some.
  func writeLost() {
    put(type: 2, [UInt8](repeating: 0x11, count: 16))
  }

  @discardableResult
  private func put(type: UInt32, _ body: [UInt8]) -> Bool {
    let size = 8 + body.count
    guard Int(produced - consumed) + size <= capacity else { return false }
    let head =
      withUnsafeBytes(of: type) { Array($0) } + [0, 0]
      + withUnsafeBytes(of: UInt16(size)) { Array($0) }
    for (index, byte) in (head + body).enumerated() {
      let offset = Int((produced + UInt(index)) % UInt(capacity))
      memory.base.storeBytes(of: byte, toByteOffset: pageSize + offset, as: UInt8.self)
    }
    produced += UInt(size)
    return true
  }
}
