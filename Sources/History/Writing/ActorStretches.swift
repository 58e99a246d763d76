import Glibc

/// Remembers stretches of lines that say nothing but who acts, and the row of that actor: most lines have
/// one that was met a moment ago, and then need not be read there at all.
///
/// A stretch has a place by its beginning, which is the acting process; of two that fall into one place, the
/// later one has it.
final class ActorStretches {
  private struct Slot: BitwiseCopyable {
    /// 0: none.
    var count: UInt32 = 0
    var row: Int64 = 0
  }

  /// Slots, a power of two.
  private static let slotCount = 1 << 10
  /// The longest that is remembered.
  private static let longest = 2048
  /// Bytes of which the place is made: the process's id is in them.
  private static let headCount = 64

  private let slots: UnsafeMutablePointer<Slot>
  private let bytes: UnsafeMutableRawPointer
  private let seed = UInt64.random(in: .min ... .max) | 1

  init() {
    slots = .allocate(capacity: Self.slotCount)
    slots.initialize(repeating: Slot(), count: Self.slotCount)
    // Pages that are never met are never touched.
    bytes = .allocate(byteCount: Self.slotCount * Self.longest, alignment: 64)
  }

  deinit {
    slots.deallocate()
    bytes.deallocate()
  }

  /// Forgets all.
  func removeAll() {
    slots.update(repeating: Slot(), count: Self.slotCount)
  }

  /// The stretch with which this begins, if it was met before.
  ///
  /// - Parameter rest: the line from where a stretch can begin.
  /// - Returns: its length, and the row of its actor.
  @inline(__always)
  func find(_ rest: UnsafeRawBufferPointer) -> (count: Int, row: Int64)? {
    guard let start = rest.baseAddress, rest.count > Self.headCount else { return nil }
    let place = place(of: start)
    let slot = slots[place]
    let count = Int(slot.count)
    // It ends with an object: no longer value can begin like that.
    guard count > 0, count < rest.count,
      memcmp(start, bytes + place * Self.longest, count) == 0
    else { return nil }
    return (count, slot.row)
  }

  /// Remembers a stretch, which ends with the object it is in.
  func insert(_ stretch: UnsafeRawBufferPointer, row: Int64) {
    guard let start = stretch.baseAddress, stretch.count > Self.headCount,
      stretch.count <= Self.longest
    else { return }
    let place = place(of: start)
    (bytes + place * Self.longest).copyMemory(from: start, byteCount: stretch.count)
    slots[place] = Slot(count: UInt32(stretch.count), row: row)
  }

  /// Keyed, so that nobody who chooses the bytes can have them all fall into one place.
  @inline(__always)
  private func place(of start: UnsafeRawPointer) -> Int {
    var hash = seed
    for offset in stride(from: 0, to: Self.headCount, by: 8) {
      let product = (hash ^ start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        .multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
      hash = product.high ^ product.low
    }
    return Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
  }
}
