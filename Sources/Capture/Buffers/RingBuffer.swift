import Synchronization

/// The reader's end of a BPF ring buffer: our own walk over the mapped memory.
///
/// Layout (kernel/bpf/ringbuf.c): one page with the consumer's position, one with the producer's,
/// then the data, mapped twice in a row so that a record never wraps. A record is an eight-byte
/// header (length with two flag bits, page offset) and its bytes, padded to eight. Positions only
/// grow. A length is published last, so a record whose busy bit is clear is whole.
///
/// libbpf's own reader costs three times as much from Swift: it calls back once for each record.
struct RingBuffer: BitwiseCopyable {
  private static let busy: UInt32 = 1 << 31
  private static let discarded: UInt32 = 1 << 30
  private static let headerSize = 8

  /// Size of the data in bytes, a power of two.
  let capacity: Int
  private let data: UnsafeRawPointer
  private let consumer: UnsafeMutablePointer<Atomic<UInt>>
  private let producer: UnsafeMutablePointer<Atomic<UInt>>

  /// Over memory that is laid out as the kernel does it.
  ///
  /// - Parameters:
  ///   - capacity: bytes of the data, a power of two.
  ///   - consumer: where the consumer's position is, an aligned unsigned long.
  ///   - producer: where the producer's position is.
  ///   - data: the records; a record at the end goes on behind it.
  init(
    capacity: Int, consumer: UnsafeMutableRawPointer, producer: UnsafeMutableRawPointer,
    data: UnsafeRawPointer
  ) {
    self.capacity = capacity
    self.data = data
    // Safety: both sides only use the positions atomically; Atomic<UInt> has the layout of UInt.
    self.consumer = consumer.assumingMemoryBound(to: Atomic<UInt>.self)
    self.producer = producer.assumingMemoryBound(to: Atomic<UInt>.self)
  }

  /// Where the reader has got to.
  var consumerPosition: UInt { consumer.pointee.load(ordering: .relaxed) }

  /// Where the kernel has got to.
  var producerPosition: UInt { producer.pointee.load(ordering: .acquiring) }

  /// Gives the kernel back all room before `position`.
  ///
  /// Records there must not be touched any more.
  func release(to position: UInt) {
    consumer.pointee.store(position, ordering: .releasing)
  }

  /// The record at `position`, which must be before `end`, a position of the producer; nil while
  /// the kernel is still writing it.
  ///
  /// `bytes` is empty for a record that the kernel took back.
  func record(at position: UInt) -> (bytes: UnsafeRawBufferPointer, next: UInt)? {
    let header = data + Int(position & UInt(capacity - 1))
    // Safety: aligned to eight, inside the mapping; the kernel writes it with xchg.
    let length = UnsafeMutableRawPointer(mutating: header)
      .assumingMemoryBound(to: Atomic<UInt32>.self).pointee.load(ordering: .acquiring)
    guard length & Self.busy == 0 else { return nil }
    let size = Int(length & ~(Self.busy | Self.discarded))
    let next = position &+ UInt((size + Self.headerSize + 7) & ~7)
    let kept = length & Self.discarded == 0 ? size : 0
    return (UnsafeRawBufferPointer(start: header + Self.headerSize, count: kept), next)
  }
}
