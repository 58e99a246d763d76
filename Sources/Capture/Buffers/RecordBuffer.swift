/// Memory in which the kernel leaves records: one interface to the two kinds of it.
///
/// Positions only grow. A record stays where it is until all room before a later position is
/// released. The memory belongs to somebody else, who has to outlive this.
enum RecordBuffer: BitwiseCopyable {
  case ring(RingBuffer)
  case perf(PerfBuffer)

  /// Bytes that it holds at most.
  var capacity: Int {
    switch self {
    case .ring(let buffer): buffer.capacity
    case .perf(let buffer): buffer.capacity
    }
  }

  /// Where the reader has got to.
  var consumerPosition: UInt {
    switch self {
    case .ring(let buffer): buffer.consumerPosition
    case .perf(let buffer): buffer.consumerPosition
    }
  }

  /// Where the kernel has got to.
  var producerPosition: UInt {
    switch self {
    case .ring(let buffer): buffer.producerPosition
    case .perf(let buffer): buffer.producerPosition
    }
  }

  /// Bytes that are in use, read or not.
  var usedBytes: Int { Int(producerPosition &- consumerPosition) }

  /// The record at a position before ``producerPosition``; nil while the kernel is still writing it.
  ///
  /// `bytes` is empty where there is none of ours.
  @inline(__always)
  func record(at position: UInt) -> (bytes: UnsafeRawBufferPointer, next: UInt)? {
    switch self {
    case .ring(let buffer): buffer.record(at: position)
    case .perf(let buffer): buffer.record(at: position)
    }
  }

  /// Gives the kernel back all room before a position; records there must not be touched any more.
  func release(to position: UInt) {
    switch self {
    case .ring(let buffer): buffer.release(to: position)
    case .perf(let buffer): buffer.release(to: position)
    }
  }
}
