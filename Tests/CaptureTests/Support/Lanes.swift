import CEventABI

@testable import Capture

/// Two rings and the stream that reads them.
struct Lanes {
  let critical: KernelRing
  let bulk: KernelRing
  let stream: RecordStream

  /// Makes rings of `capacity` bytes each; a reader can know of `index` records at a time.
  init(capacity: Int = 4096, index: Int = 1024, cpuCount: Int = 4) {
    critical = KernelRing(capacity: capacity)
    bulk = KernelRing(capacity: capacity)
    stream = RecordStream(
      critical: [critical.reader(cpuCount: cpuCount, capacity: index)],
      bulk: [bulk.reader(cpuCount: cpuCount, capacity: index)])
  }

  /// The times of the records that are due, in the order in which they are handed on; 0 for one that
  /// is not as it was written.
  func drain(everything: Bool = false) -> [UInt64] {
    var times: [UInt64] = []
    let count = stream.drain(everything: everything) { bytes in
      let header = bytes.load(as: ev_header.self)
      let tail = bytes.dropFirst(MemoryLayout<ev_header>.size)
      let mark = KernelRing.mark(of: header.boot_ns)
      let isWhole = header.size == bytes.count && tail.allSatisfy { $0 == mark }
      times.append(isWhole ? header.boot_ns : 0)
    }
    precondition(count == times.count)
    return times
  }

  /// The same until nothing is due any more: one call goes into a backlog only so far.
  func drainRepeatedly(everything: Bool = false) -> [UInt64] {
    var times: [UInt64] = []
    while true {
      let more = drain(everything: everything)
      if more.isEmpty { return times }
      times += more
    }
  }
}
