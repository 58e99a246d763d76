import Testing

@testable import Capture

/// The order of the records, over rings in plain memory.
///
/// Times far in the past are due at once, times in the future never.
@Suite struct RecordStreamTests {
  private static let future = UInt64(1) << 62

  @Test("Records of several CPUs come in the order of time")
  func orderAcrossCPUs() {
    let lanes = Lanes()
    for (index, time) in [30, 10, 20, 50, 40].enumerated() {
      lanes.bulk.write(time: UInt64(time), cpu: UInt32(index % 3))
    }
    #expect(lanes.drain() == [10, 20, 30, 40, 50])
    #expect(lanes.drain() == [])
    #expect(lanes.bulk.consumed == lanes.bulk.produced)
  }

  @Test("Records of both lanes come in the order of time")
  func orderAcrossLanes() {
    let lanes = Lanes()
    for time: UInt64 in [1, 4, 6, 5] { lanes.critical.write(time: time) }
    for time: UInt64 in [3, 2, 7] { lanes.bulk.write(time: time) }
    #expect(lanes.drain() == [1, 2, 3, 4, 5, 6, 7])
  }

  @Test("Records of the same moment all come")
  func sameTime() {
    let lanes = Lanes()
    for _ in 0..<3 {
      lanes.critical.write(time: 5)
      lanes.bulk.write(time: 5)
    }
    #expect(lanes.drain() == [5, 5, 5, 5, 5, 5])
  }

  @Test("A record in the making stops the walk until it is there", arguments: [false, true])
  func busyRecord(everything: Bool) throws {
    let lanes = Lanes()
    lanes.bulk.write(time: 1)
    let busy = try #require(lanes.bulk.reserve(lanes.bulk.record(time: 2)))
    lanes.bulk.write(time: 3)
    #expect(lanes.drain(everything: everything) == [1])
    #expect(lanes.bulk.consumed == busy.position)
    #expect(lanes.drain(everything: everything) == [])

    lanes.bulk.submit(busy)
    #expect(lanes.drain(everything: everything) == [2, 3])
    #expect(lanes.bulk.consumed == lanes.bulk.produced)
  }

  @Test("The other lane waits for a record in the making, but not at the end")
  func busyRecordInOtherLane() throws {
    let lanes = Lanes()
    let busy = try #require(lanes.critical.reserve(lanes.critical.record(time: 2)))
    lanes.bulk.write(time: 3)
    #expect(lanes.drain() == [])
    lanes.critical.submit(busy)
    #expect(lanes.drain() == [2, 3])

    _ = try #require(lanes.critical.reserve(lanes.critical.record(time: 4)))
    lanes.bulk.write(time: 5)
    #expect(lanes.drain(everything: true) == [5])
  }

  @Test("A record that was taken back is skipped and its room given back")
  func discardedRecord() throws {
    let lanes = Lanes()
    lanes.bulk.write(time: 1)
    let record = try #require(lanes.bulk.reserve(lanes.bulk.record(time: 2)))
    lanes.bulk.write(time: 3)
    lanes.bulk.discard(record)
    #expect(lanes.drain() == [1, 3])
    #expect(lanes.bulk.consumed == lanes.bulk.produced)

    let last = try #require(lanes.bulk.reserve(lanes.bulk.record(time: 4)))
    lanes.bulk.discard(last)
    #expect(lanes.drain() == [])
    #expect(lanes.bulk.consumed == lanes.bulk.produced)
  }

  @Test("A record that goes on behind the end of the ring is whole")
  func wrapAround() {
    let lanes = Lanes()
    var time: UInt64 = 0
    while lanes.bulk.produced < 20 * 4096 {
      var written: [UInt64] = []
      for _ in 0..<5 {
        time += 1
        #expect(lanes.bulk.write(time: time, tail: Int(time * 37 % 500)))
        written.append(time)
      }
      #expect(lanes.drain() == written)
    }
  }

  @Test("Room is given back only up to the first record that was not handed on")
  func releasePosition() {
    let lanes = Lanes()
    lanes.bulk.write(time: 1)
    let position = lanes.bulk.produced
    lanes.bulk.write(time: Self.future, tail: 100)
    lanes.bulk.write(time: 2)
    lanes.bulk.write(time: 3)
    #expect(lanes.drain() == [1, 2, 3])
    #expect(lanes.bulk.consumed == position)
    #expect(lanes.drain() == [])
    #expect(lanes.bulk.consumed == position)
    #expect(lanes.drain(everything: true) == [Self.future])
    #expect(lanes.bulk.consumed == lanes.bulk.produced)
  }

  @Test("A young record is held back")
  func hold() {
    let lanes = Lanes()
    let time = bootTime()
    lanes.critical.write(time: time)
    lanes.bulk.write(time: Self.future)
    var handed: [UInt64] = []
    while handed.isEmpty { handed = lanes.drain() }
    #expect(handed == [time])
    #expect(bootTime() - time >= RecordStream.hold)
    #expect(lanes.drain() == [])
    #expect(lanes.drain(everything: true) == [Self.future])
  }

  @Test func replayRing() {
    for tail in [0, 1, 7, 8, 100] {
      let record = KernelRing().record(time: 7, tail: tail)
      let ring = ReplayRing(of: [record], capacity: 4096)
      for _ in 0..<3 {
        ring.refill()
        var records: [[UInt8]] = []
        let count = ring.stream.drain(everything: true) { records.append(Array($0)) }
        #expect(count == ring.recordsPerLap)
        #expect(records.allSatisfy { $0 == record })
      }
      #expect(ring.stream.drain(everything: true) { _ in } == 0)
    }
  }
}
