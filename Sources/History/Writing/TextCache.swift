import Glibc

/// Remembers which row has which bytes, for those that were met last: bounded, and allocating nothing
/// once it is full.
///
/// There are two halves: what is met goes into the young one, and when that is full the old one is
/// forgotten and takes its place. What is forgotten gets another row when it comes again.
final class TextCache {
  private var young: Half
  private var old: Half
  private let seed = UInt64.random(in: .min ... .max) | 1

  /// Makes an empty one.
  ///
  /// - Parameters:
  ///   - entries: how many fit into a half, a power of two.
  ///   - bytes: how many bytes of them fit into a half.
  init(entries: Int, bytes: Int) {
    young = Half(entries: entries, bytes: bytes)
    old = Half(entries: entries, bytes: bytes)
  }

  deinit {
    young.free()
    old.free()
  }

  /// The row of these bytes; nil: it is not known, and ``insert(_:row:)`` is to say it.
  @inline(__always)
  func row(of bytes: UnsafeRawBufferPointer) -> Int64? {
    let hash = hash(bytes)
    if let row = young.row(of: bytes, hash) { return row }
    guard let row = old.row(of: bytes, hash) else { return nil }
    insert(bytes, hash, row)
    return row
  }

  /// Remembers the row of bytes that have none here.
  func insert(_ bytes: UnsafeRawBufferPointer, row: Int64) {
    insert(bytes, hash(bytes), row)
  }

  /// Forgets everything.
  func removeAll() {
    young.removeAll()
    old.removeAll()
  }

  private func insert(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64, _ row: Int64) {
    if young.insert(bytes, hash, row) { return }
    swap(&young, &old)
    young.removeAll()
    // What does not even fit into an empty half is not remembered.
    _ = young.insert(bytes, hash, row)
  }

  /// Keyed, so that nobody who chooses the bytes can have them all fall into one place.
  @inline(__always)
  private func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    var offset = 0
    while offset &+ 8 <= bytes.count {
      hash = Self.mixed(
        hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), seed)
      offset &+= 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset &+= 1
    }
    return Self.mixed(hash ^ rest, seed &+ 0x9e37_79b9_7f4a_7c15)
  }

  /// Both halves of a product, as wyhash does.
  @inline(__always)
  private static func mixed(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let product = (one ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: other)
    return product.high ^ product.low
  }

  private struct Half {
    private struct Slot {
      var hash: UInt64
      var offset: UInt32
      var count: UInt32
      /// 0: free.
      var row: Int64
    }

    private let slots: UnsafeMutablePointer<Slot>
    private let slotCount: Int
    private let arena: UnsafeMutableRawPointer
    private let arenaSize: Int
    private var used = 0
    private var count = 0

    init(entries: Int, bytes: Int) {
      // Twice as many, so that what is looked for is found soon.
      slotCount = 2 * entries
      arenaSize = bytes
      slots = .allocate(capacity: slotCount)
      slots.initialize(
        repeating: Slot(hash: 0, offset: 0, count: 0, row: 0), count: slotCount)
      arena = .allocate(byteCount: bytes, alignment: 16)
    }

    func free() {
      slots.deallocate()
      arena.deallocate()
    }

    mutating func removeAll() {
      slots.update(repeating: Slot(hash: 0, offset: 0, count: 0, row: 0), count: slotCount)
      used = 0
      count = 0
    }

    @inline(__always)
    func row(of bytes: UnsafeRawBufferPointer, _ hash: UInt64) -> Int64? {
      var position = Int(truncatingIfNeeded: hash) & (slotCount &- 1)
      while slots[position].row != 0 {
        if slots[position].hash == hash, Int(slots[position].count) == bytes.count,
          bytes.isEmpty
            || equal(bytes, arena + Int(slots[position].offset))
        {
          return slots[position].row
        }
        position = (position &+ 1) & (slotCount &- 1)
      }
      return nil
    }

    /// - Returns: whether there was room.
    mutating func insert(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64, _ row: Int64) -> Bool {
      guard 2 * (count + 1) <= slotCount, used + bytes.count <= arenaSize else { return false }
      var position = Int(truncatingIfNeeded: hash) & (slotCount - 1)
      while slots[position].row != 0 { position = (position + 1) & (slotCount - 1) }
      slots[position] = Slot(
        hash: hash, offset: UInt32(used), count: UInt32(bytes.count), row: row)
      if let start = bytes.baseAddress {
        (arena + used).copyMemory(from: start, byteCount: bytes.count)
      }
      used += bytes.count
      count += 1
      return true
    }

    @inline(__always)
    private func equal(_ bytes: UnsafeRawBufferPointer, _ other: UnsafeRawPointer) -> Bool {
      guard let start = bytes.baseAddress else { return true }
      return memcmp(start, other, bytes.count) == 0
    }
  }
}
