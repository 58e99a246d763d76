import CLibBPF
import Events
import Glibc
import SystemPackage

/// All buffers of a loaded object, by the mode of the capture.
struct RecordBuffers {
  /// The reader of all of them.
  let stream: RecordStream
  /// What becomes readable when a buffer fills.
  let descriptors: [CInt]
  /// Only in mode `perf`.
  private let perfBuffers: PerfBuffers?
  /// Rings that only the kernel's tables hold, and which must live as long as the stream.
  private let owned: [OwnedRing]

  /// Before the object is loaded: which maps are made, and how large they are.
  static func prepare(
    _ object: BPFObject, _ configuration: CaptureConfiguration
  ) throws(BPFError) {
    for mode in CaptureMode.allCases {
      for lane in Lane.allCases {
        let map = try object.map(mode.map(of: lane))
        guard mode == configuration.mode else {
          map.isLeftOut = true
          continue
        }
        switch mode {
        case .ring: map.maxEntries = configuration.rings[lane]
        case .perf: map.maxEntries = CPUs.possibleCount
        case .split: map.maxEntries = configuration.splitCount
        }
      }
    }
  }

  /// After it: what is to be read.
  init(_ object: BPFObject, _ configuration: CaptureConfiguration) throws(BPFError) {
    var owned: [OwnedRing] = []
    var descriptors: [CInt] = []
    var readers: [Lane: [LaneReader]] = [:]
    var maps: [Lane: BPFMap] = [:]
    let cpuCount = CPUs.possibleCount
    let numbers = (
      critical: SequenceNumbers(cpuCount: cpuCount), bulk: SequenceNumbers(cpuCount: cpuCount)
    )
    func reader(_ buffer: RecordBuffer, of memory: AnyObject, _ lane: Lane) -> LaneReader {
      LaneReader(
        buffer, memory: memory, numbers: lane == .critical ? numbers.critical : numbers.bulk,
        // Records are rarely shorter than this.
        capacity: min(16_384, buffer.capacity / 128))
    }
    func read(ring descriptor: CInt, _ lane: Lane, of map: String) throws(BPFError) {
      let mapping = try RingMapping(
        descriptor, capacity: configuration.bufferSize(of: lane), of: map)
      readers[lane, default: []].append(reader(.ring(mapping.buffer), of: mapping, lane))
      descriptors.append(descriptor)
    }
    for lane in Lane.allCases {
      let map = try object.map(configuration.mode.map(of: lane))
      maps[lane] = map
      switch configuration.mode {
      case .ring:
        try read(ring: map.descriptor, lane, of: map.name)
      case .perf: break
      case .split:
        for index in 0..<configuration.splitCount {
          let ring = try OwnedRing(
            name: "\(lane)_\(index)", size: configuration.bufferSize(of: lane))
          try map.update(UInt32(index), to: UInt32(ring.descriptor))
          try read(ring: ring.descriptor, lane, of: map.name)
          owned.append(ring)
        }
      }
    }
    if configuration.mode == .perf {
      let perf = PerfBuffers(maps, configuration) { event, lane in
        reader(.perf(event.buffer), of: event, lane)
      }
      for cpu in try CPUs.online() {
        for lane in Lane.allCases {
          let opened = try perf.open(.init(cpu: cpu, lane: lane))
          readers[lane, default: []].append(opened.reader)
          descriptors.append(opened.descriptor)
        }
      }
      perfBuffers = perf
    } else {
      perfBuffers = nil
    }
    stream = RecordStream(critical: readers[.critical] ?? [], bulk: readers[.bulk] ?? [])
    self.descriptors = descriptors
    self.owned = owned
  }

  /// Follows CPUs that have come or gone; only perf buffers belong to one.
  ///
  /// - Parameter refused: where records found no room since the last call.
  /// - Returns: descriptors of new buffers, and why there is none for a CPU that is on.
  /// - Throws: ``BPFError`` where the kernel's tables cannot be written, or its CPUs not be listed.
  func followCPUs(
    refused: Set<PerfBuffers.Place>
  ) throws(BPFError) -> (descriptors: [CInt], failures: [BPFError]) {
    guard let perfBuffers else { return ([], []) }
    for reader in perfBuffers.takeEmptied() { stream.remove(reader) }
    var descriptors: [CInt] = []
    var failures: [BPFError] = []
    for place in try perfBuffers.retire(online: Set(CPUs.online()), refused: refused) {
      do {
        let opened = try perfBuffers.open(place)
        stream.add(opened.reader, to: place.lane)
        descriptors.append(opened.descriptor)
      } catch {
        // It may have gone again.
        failures.append(error)
      }
    }
    return (descriptors, failures)
  }
}

/// A ring that is made by hand, to be put into a table of rings.
private final class OwnedRing {
  let descriptor: CInt

  init(name: String, size: Int) throws(BPFError) {
    descriptor = bpf_map_create(BPF_MAP_TYPE_RINGBUF, name, 0, 0, UInt32(size), nil)
    guard descriptor >= 0 else {
      throw BPFError("make the ring \(name)", errno: Errno(rawValue: -descriptor))
    }
  }

  deinit {
    close(descriptor)
  }
}

extension CaptureConfiguration {
  /// How many rings a lane has in mode `split`.
  var splitCount: Int { (CPUs.possibleCount + cpusPerRing - 1) / cpusPerRing }

  /// How many buffers a lane has.
  private var bufferCount: Int {
    switch mode {
    case .ring: 1
    case .perf: CPUs.possibleCount
    case .split: splitCount
    }
  }

  /// Bytes of all buffers of both lanes.
  public var bufferBytes: Int {
    Lane.allCases.reduce(0) { $0 + bufferCount * bufferSize(of: $1) }
  }

  /// Makes the buffers smaller, as far as is suggested for any machine, until they have no more bytes
  /// than that.
  public mutating func fitBuffers(into bytes: Int) {
    while rings.canBeHalved && bufferBytes > bytes { rings.halve() }
  }

  /// Bytes of each buffer of a lane: all of them together are what is asked for, but none is
  /// smaller than two of the largest records.
  func bufferSize(of lane: Lane) -> Int {
    let count = bufferCount
    guard count > 1 else { return rings[lane] }
    let share = max(rings[lane] / count, min(rings[lane], Self.smallestShare))
    return 1 << (Int.bitWidth - 1 - share.leadingZeroBitCount)
  }

  private static let smallestShare = 128 * 1024

  /// Unread bytes at which the reader is woken: waking it costs more than its work on dozens of
  /// records; a quarter of a buffer has it woken at once, its own timer does the rest.
  func wakeBytes(of lane: Lane) -> Int { bufferSize(of: lane) / 4 }
}
