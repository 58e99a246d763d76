import CEventABI
import Synchronization

/// The reader's end of one CPU's perf buffer, as perf_event_open(2) describes it.
///
/// Layout: a page of the kernel's with both positions, then the data. A record is a header of eight
/// bytes (type, flags, length) and what was asked for: here the raw bytes of a program, whose length
/// comes first. They begin at four of eight bytes; so programs put a word of four before a record,
/// its length, which the kernel only knows rounded up.
///
/// Unlike a ring's, a record can go on at the beginning of the data. There is at most one of those that
/// is not yet released, for it stands across the end; it is put together in memory of our own.
struct PerfBuffer: BitwiseCopyable {
  private static let sample: UInt32 = 9  // PERF_RECORD_SAMPLE
  /// Header, length of the raw bytes, and the length of the record.
  private static let headSize = 16
  // struct perf_event_mmap_page
  private static let headOffset = 1024
  private static let tailOffset = 1032

  /// Size of the data in bytes, a power of two.
  let capacity: Int
  private let data: UnsafeRawPointer
  private let head: UnsafeMutablePointer<Atomic<UInt>>
  private let tail: UnsafeMutablePointer<Atomic<UInt>>
  private let joined: UnsafeMutableRawPointer

  /// Bytes of the memory for the record that goes on at the beginning: no length has more bits.
  static let joinedSize = 1 << 16

  /// Over memory that is laid out as the kernel does it.
  ///
  /// - Parameters:
  ///   - capacity: bytes of the data, a power of two.
  ///   - base: the kernel's page; the data follow.
  ///   - joined: ``joinedSize`` bytes, aligned to eight.
  init(capacity: Int, base: UnsafeMutableRawPointer, joined: UnsafeMutableRawPointer) {
    self.capacity = capacity
    self.joined = joined
    data = UnsafeRawPointer(base + pageSize)
    // Safety: both sides only use the positions atomically; Atomic<UInt> has the layout of UInt.
    head = (base + Self.headOffset).assumingMemoryBound(to: Atomic<UInt>.self)
    tail = (base + Self.tailOffset).assumingMemoryBound(to: Atomic<UInt>.self)
  }

  /// Where the reader has got to.
  var consumerPosition: UInt { tail.pointee.load(ordering: .relaxed) }

  /// Where the kernel has got to; all before it is whole.
  var producerPosition: UInt { head.pointee.load(ordering: .acquiring) }

  /// Gives the kernel back all room before `position`.
  func release(to position: UInt) {
    tail.pointee.store(position, ordering: .releasing)
  }

  /// The record at `position`, which must be before ``producerPosition``.
  ///
  /// `bytes` is empty for one that is not of a program: the kernel's own word of a loss, which the
  /// program that met it has counted.
  func record(at position: UInt) -> (bytes: UnsafeRawBufferPointer, next: UInt)? {
    let offset = Int(position & UInt(capacity - 1))
    var record = data + offset
    // The header never goes on at the beginning: it is aligned to its size.
    let size = Int(record.load(fromByteOffset: 6, as: UInt16.self))
    let next = position &+ UInt(size)
    guard record.load(as: UInt32.self) == Self.sample, size >= Self.headSize else {
      // A length of nothing would never end.
      return (UnsafeRawBufferPointer(start: nil, count: 0), size > 0 ? next : producerPosition)
    }
    let overhang = offset + size - capacity
    if overhang > 0 {
      joined.copyMemory(from: record, byteCount: size - overhang)
      (joined + size - overhang).copyMemory(from: data, byteCount: overhang)
      record = UnsafeRawPointer(joined)
    }
    let length = Int(record.load(fromByteOffset: Self.headSize - 4, as: UInt32.self))
    return (
      UnsafeRawBufferPointer(
        start: record + Self.headSize, count: min(length, size - Self.headSize)), next
    )
  }
}
