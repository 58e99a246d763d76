import CEventABI
import Events
import Testing

@testable import Capture

/// Perf buffers in plain memory, one a CPU.
@Suite struct PerfBufferTests {
  private let buffers = (0..<4).map { _ in KernelPerfBuffer() }
  private let maker = KernelRing()
  private let numbers = SequenceNumbers(cpuCount: 4)
  private let stream: RecordStream

  init() {
    let numbers = numbers
    stream = RecordStream(
      critical: buffers[..<1].map { $0.reader() },
      bulk: buffers[1...].map { $0.reader(numbers) })
  }

  /// The times in the order in which they are handed on; 0 for a record that is not as it was written.
  private func drain() -> [UInt64] {
    var times: [UInt64] = []
    _ = stream.drain { bytes in
      let header = bytes.load(as: ev_header.self)
      let tail = bytes.dropFirst(MemoryLayout<ev_header>.size)
      let isWhole =
        header.size == bytes.count
        && tail.allSatisfy { $0 == KernelRing.mark(of: header.boot_ns) }
      times.append(isWhole ? header.boot_ns : 0)
    }
    return times
  }

  @Test(
    "Records of any length go around the end of the buffer and come whole, in the order of time")
  func wrapAround() {
    var time: UInt64 = 0
    while buffers[3].produced < 20 * 4096 {
      var written: [UInt64] = []
      for index in 0..<12 {
        time += 1
        let record = maker.record(
          time: time, cpu: UInt32(index % 4), tail: Int(time * 37 % 500))
        #expect(buffers[index % 4].write(record))
        written.append(time)
      }
      #expect(drain() == written)
    }
    #expect(buffers.allSatisfy { $0.consumed == $0.produced })
    #expect(stream.isEmpty)
    #expect(stream.missing.bulk == [0, 0, 0, 0])
  }

  @Test("What the kernel says of its own is passed over")
  func lostRecord() {
    buffers[1].write(maker.record(time: 1))
    buffers[1].writeLost()
    buffers[1].write(maker.record(time: 2))
    #expect(drain() == [1, 2])
    #expect(buffers[1].consumed == buffers[1].produced)
  }

  @Test("A CPU's records go on in a new buffer where they ended in the old one")
  func newBuffer() {
    let later = KernelPerfBuffer()
    let first = buffers[3].reader(numbers)
    let second = later.reader(numbers)
    let stream = RecordStream(critical: [buffers[0].reader()], bulk: [first])
    func drain() -> Int { stream.drain { _ in } }
    for time in 1...UInt64(5) { buffers[3].write(maker.record(time: time, cpu: 3)) }
    #expect(drain() == 5)
    #expect(first.isEmpty)
    // What was refused meanwhile is missing, no more.
    _ = maker.record(time: 6, cpu: 3)
    later.write(maker.record(time: 7, cpu: 3))
    stream.add(second, to: .bulk)
    #expect(stream.buffers(of: .bulk).count == 2)
    #expect(drain() == 1)
    let highWater = Int(buffers[3].produced)
    stream.remove(first)
    #expect(stream.missing.bulk == [0, 0, 0, 1])
    #expect(
      stream.buffers(of: .bulk) == LaneBuffers(count: 1, capacity: 4096, highWater: highWater))
    later.write(maker.record(time: 8, cpu: 3))
    #expect(drain() == 1)
    #expect(stream.missing.bulk == [0, 0, 0, 1])
  }

  @Test("A buffer is dead that refuses, has room, and takes nothing between two looks")
  func dead() {
    let kernel = KernelPerfBuffer()
    let reader = kernel.reader()
    let stream = RecordStream(critical: [buffers[0].reader()], bulk: [reader])
    var buffer = PerfBuffers.Buffer(reader)
    func look(writing time: UInt64?, drains: Bool = true, refused: Bool) -> Bool {
      if let time { kernel.write(maker.record(time: time)) }
      if drains { _ = stream.drain { _ in } }
      return buffer.isDead(refused: refused)
    }
    #expect(!look(writing: nil, refused: false))
    // It was full for a while.
    #expect(!look(writing: 1, refused: true))
    #expect(!look(writing: 2, refused: false))
    #expect(!look(writing: nil, refused: false))
    // It is full, for nobody reads.
    #expect(!look(writing: 3, drains: false, refused: true))
    #expect(!look(writing: nil, drains: false, refused: true))
    #expect(!look(writing: 4, refused: true))
    // Its CPU went off after a record, was refused once, and has been idle since.
    #expect(look(writing: nil, refused: false))
    #expect(look(writing: nil, refused: true))
  }

  @Test("How full the fullest was")
  func highWater() {
    for time in 1...UInt64(10) { buffers[2].write(maker.record(time: time, cpu: 2)) }
    let used = buffers[2].produced
    #expect(drain().count == 10)
    #expect(drain().isEmpty)
    #expect(
      stream.buffers(of: .bulk)
        == LaneBuffers(count: 3, capacity: 3 * 4096, highWater: Int(used)))
  }

  @Test(
    "Sizes of buffers that CPUs share",
    arguments: [
      (CaptureMode.ring, 4096, 4096), (.ring, 8 << 20, 8 << 20), (.perf, 4096, 4096),
    ])
  func size(_ mode: CaptureMode, _ asked: Int, _ expected: Int) {
    var configuration = CaptureConfiguration(kinds: [])
    configuration.mode = mode
    configuration.rings = RingSizes(critical: 4096, bulk: asked)
    #expect(configuration.bufferSize(of: .bulk) == expected)
    configuration.rings.bulk = 1 << 30
    for mode in CaptureMode.allCases {
      configuration.mode = mode
      #expect(RingSizes.isValid(configuration.bufferSize(of: .bulk)))
    }
  }

  @Test func processors() {
    #expect(CPUs.parse("0-3,8\n") == [0, 1, 2, 3, 8])
    #expect(CPUs.parse("0") == [0])
    #expect(CPUs.parse("") == [])
  }
}
