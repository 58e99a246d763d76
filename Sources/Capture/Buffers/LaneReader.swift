import CEventABI

/// One buffer of a lane and the records in it that are known and not yet handed on.
///
/// Records stay where the kernel wrote them until they have been handed on; an entry is only their
/// time and place. A CPU takes the time before it takes its place in the buffer, so records of
/// different CPUs, or of one that was interrupted, can stand in it slightly out of order: entries are
/// kept sorted by time.
final class LaneReader {
  struct Entry {
    var time: UInt64
    var bytes: UnsafeRawBufferPointer
    /// Of the record's start in the buffer, to know what may be given back.
    var position: UInt
  }

  let buffer: RecordBuffer
  /// Keeps the buffer's memory alive.
  private let memory: AnyObject
  private let entries: UnsafeMutableBufferPointer<Entry>
  // Unchecked: see Sensor.
  @exclusivity(unchecked) private var first = 0
  @exclusivity(unchecked) private var count = 0
  @exclusivity(unchecked) private var scanned: UInt
  let numbers: SequenceNumbers
  /// The most bytes that were in use at a look.
  @exclusivity(unchecked) private(set) var highWater = 0
  /// Whether more than half was in use at the last look.
  @exclusivity(unchecked) private(set) var isFilling = false

  init(
    _ buffer: RecordBuffer, memory: AnyObject, numbers: SequenceNumbers, capacity: Int = 16384
  ) {
    scanned = buffer.consumerPosition
    self.buffer = buffer
    self.memory = memory
    entries = .allocate(capacity: capacity)
    self.numbers = numbers
  }

  deinit {
    entries.deallocate()
  }

  /// Looks at what the kernel has written since the last time.
  ///
  /// - Parameters:
  ///   - now: the time of the look.
  ///   - passingOverBusy: as if nothing stood behind a record in the making.
  /// - Returns: the time up to which nothing of this buffer can still be unknown, as far as it tells:
  ///   `now` if all of it was looked at.
  func scan(now: UInt64, passingOverBusy: Bool) -> UInt64 {
    let end = buffer.producerPosition
    let used = Int(end &- buffer.consumerPosition)
    highWater = max(highWater, used)
    isFilling = used > buffer.capacity / 2
    while scanned != end {
      // The rest waits for the next turn, and what may be newer than it waits as well: of a full index
      // the newer half, for the buffer is only almost in order.
      guard count < entries.count else { return entries[first + (count - 1) / 2].time }
      guard let (bytes, next) = buffer.record(at: scanned) else {
        if passingOverBusy { return now }
        return count > 0 ? entries[first + count - 1].time : 0
      }
      if bytes.count >= MemoryLayout<ev_header>.size, let base = bytes.baseAddress {
        let header = base.assumingMemoryBound(to: ev_header.self)
        numbers.check(
          cpu: Int(header.pointee.cpu), context: Int(header.pointee.context),
          number: header.pointee.seq)
        insert(Entry(time: header.pointee.boot_ns, bytes: bytes, position: scanned))
      } else if bytes.count > 0 {
        // Without a time it is due at once; the decoder refuses it, and so it is counted.
        insert(Entry(time: 0, bytes: bytes, position: scanned))
      }
      scanned = next
    }
    return now
  }

  /// Nearly always at the end: the buffer is almost in order.
  private func insert(_ entry: Entry) {
    if first + count == entries.count { moveToFront() }
    var index = first + count
    while index > first, entries[index - 1].time > entry.time {
      entries[index] = entries[index - 1]
      index -= 1
    }
    entries[index] = entry
    count += 1
  }

  private func moveToFront() {
    for index in 0..<count { entries[index] = entries[first + index] }
    first = 0
  }

  /// Whether there is nothing in the buffer, and nothing of it is still to be handed on.
  var isEmpty: Bool { count == 0 && buffer.usedBytes == 0 }

  /// The time of the oldest entry; the greatest possible one if there is none.
  var nextTime: UInt64 {
    count > 0 ? entries[first].time : .max
  }

  /// Takes the oldest entry; there must be one.
  func takeNext() -> UnsafeRawBufferPointer {
    defer {
      first += 1
      count -= 1
    }
    return entries[first].bytes
  }

  /// Gives the kernel back what has been handed on.
  func release() {
    var position = scanned
    for index in first..<first + count {
      // Positions wrap around after 2^64 bytes: never.
      position = min(position, entries[index].position)
    }
    if count == 0 { first = 0 }
    buffer.release(to: position)
  }
}
