/// The memory of a ring that the kernel has made, unmapped when the owner goes.
final class RingMapping {
  private let consumer: SharedMapping
  private let producer: SharedMapping
  private let capacity: Int

  /// Maps a ring by its descriptor.
  ///
  /// - Parameters:
  ///   - descriptor: of the map.
  ///   - capacity: the map's size in bytes.
  ///   - name: for an error.
  /// - Throws: ``BPFError`` where the kernel refuses it.
  init(_ descriptor: CInt, capacity: Int, of name: String) throws(BPFError) {
    consumer = try SharedMapping(
      descriptor: descriptor, size: pageSize, writable: true, of: name)
    producer = try SharedMapping(
      descriptor: descriptor, offset: pageSize, size: pageSize + 2 * capacity, writable: false,
      of: name)
    self.capacity = capacity
  }

  /// The reader's end; valid as long as this is.
  var buffer: RingBuffer {
    RingBuffer(
      capacity: capacity, consumer: consumer.base, producer: producer.base,
      data: UnsafeRawPointer(producer.base + pageSize))
  }
}
