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
    var readers: [[LaneReader]] = []
    for lane in [Lane.critical, .bulk] {
      let map = try object.map(configuration.mode.map(of: lane))
      let size = configuration.bufferSize(of: lane)
      var laneReaders: [LaneReader] = []
      func read(_ buffer: RecordBuffer, of memory: AnyObject, _ descriptor: CInt) {
        // Records are rarely shorter than this.
        let capacity = min(16_384, buffer.capacity / 128)
        laneReaders.append(
          LaneReader(
            buffer, memory: memory, cpuCount: CPUs.possibleCount, capacity: capacity))
        descriptors.append(descriptor)
      }
      func read(ring descriptor: CInt) throws(BPFError) {
        let mapping = try RingMapping(descriptor, capacity: size, of: map.name)
        read(.ring(mapping.buffer), of: mapping, descriptor)
      }
      switch configuration.mode {
      case .ring:
        try read(ring: map.descriptor)
      case .perf:
        for cpu in try CPUs.online() {
          let event = try PerfEvent(
            cpu: cpu, capacity: size, wakeBytes: configuration.wakeBytes(of: lane))
          try map.update(UInt32(cpu), to: UInt32(event.descriptor))
          read(.perf(event.buffer), of: event, event.descriptor)
        }
      case .split:
        for index in 0..<configuration.splitCount {
          let ring = try OwnedRing(name: "\(lane)_\(index)", size: size)
          try map.update(UInt32(index), to: UInt32(ring.descriptor))
          try read(ring: ring.descriptor)
          owned.append(ring)
        }
      }
      readers.append(laneReaders)
    }
    stream = RecordStream(critical: readers[0], bulk: readers[1])
    self.descriptors = descriptors
    self.owned = owned
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
