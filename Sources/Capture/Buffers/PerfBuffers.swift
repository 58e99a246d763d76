import Events

/// The perf buffers of the CPUs that are on, each with a reader in the stream.
///
/// With a CPU the kernel takes its events off, for good: one that comes back needs new ones. What
/// it does until it has them is refused, and counted as lost.
final class PerfBuffers {
  /// Whose a buffer is.
  struct Place: Hashable {
    var cpu: Int
    var lane: Lane
  }

  /// One of them.
  struct Buffer {
    let reader: LaneReader
    /// Where the kernel had got to at the last look.
    private var position: UInt
    /// Whether something was refused since it last took something.
    private var isSuspect = false

    init(_ reader: LaneReader) {
      self.reader = reader
      position = reader.buffer.producerPosition
    }

    /// Looks whether its CPU was off and is on again: it refuses and has room, and took nothing since
    /// the last look.
    ///
    /// It may be wrong where something was refused for its length: then a new one is as good.
    mutating func isDead(refused: Bool) -> Bool {
      let took = reader.buffer.producerPosition != position
      position = reader.buffer.producerPosition
      isSuspect = refused || isSuspect && !took
      return isSuspect && !took && reader.isEmpty
    }
  }

  private let maps: [Lane: BPFMap]
  private let make: (PerfEvent, Lane) -> LaneReader
  private let configuration: CaptureConfiguration
  private var open: [Place: Buffer] = [:]
  /// Those that get nothing any more, and may still have something.
  private var retired: [LaneReader] = []

  init(
    _ maps: [Lane: BPFMap], _ configuration: CaptureConfiguration,
    reader: @escaping (PerfEvent, Lane) -> LaneReader
  ) {
    self.maps = maps
    self.configuration = configuration
    make = reader
  }

  /// Opens one, to which programs write from now on.
  ///
  /// - Returns: what reads it, and its descriptor.
  func open(_ place: Place) throws(BPFError) -> (reader: LaneReader, descriptor: CInt) {
    let event = try PerfEvent(
      cpu: place.cpu, capacity: configuration.bufferSize(of: place.lane),
      wakeBytes: configuration.wakeBytes(of: place.lane))
    try maps[place.lane]?.update(UInt32(place.cpu), to: UInt32(event.descriptor))
    let reader = make(event, place.lane)
    open[place] = Buffer(reader)
    return (reader, event.descriptor)
  }

  /// Those of which nothing can come any more: they are empty, and were given up at an earlier look.
  func takeEmptied() -> [LaneReader] {
    let emptied = retired.filter(\.isEmpty)
    retired.removeAll(where: \.isEmpty)
    return emptied
  }

  /// Gives up those of CPUs that are off, or were since an earlier look.
  ///
  /// - Parameters:
  ///   - online: the CPUs that are on.
  ///   - refused: where records found no room since the last look.
  /// - Returns: places that need a buffer now.
  /// - Throws: ``BPFError`` where the kernel's table cannot be written.
  func retire(online: Set<Int>, refused: Set<Place>) throws(BPFError) -> [Place] {
    for (place, buffer) in open {
      let isDead = open[place]?.isDead(refused: refused.contains(place)) ?? false
      guard isDead || !online.contains(place.cpu) else { continue }
      open[place] = nil
      retired.append(buffer.reader)
      // What the map has is not freed.
      try maps[place.lane]?.remove(UInt32(place.cpu))
    }
    return online.sorted().flatMap { cpu in Lane.allCases.map { Place(cpu: cpu, lane: $0) } }
      .filter { open[$0] == nil }
  }
}
