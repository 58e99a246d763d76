import Testing

@testable import Capture

/// Holes in the numbers of the records.
@Suite struct SequenceTests {
  @Test("Numbers that never came are counted by CPU and lane")
  func holes() {
    let lanes = Lanes()
    lanes.bulk.write(time: 1, cpu: 0)
    lanes.bulk.write(time: 2, cpu: 1, skipping: 2)
    lanes.bulk.write(time: 3, cpu: 0, skipping: 1)
    lanes.bulk.write(time: 4, cpu: 1, skipping: 3)
    lanes.critical.write(time: 5, cpu: 3, skipping: 7)
    #expect(lanes.drain() == [1, 2, 3, 4, 5])
    #expect(lanes.stream.missing.bulk == [1, 5, 0, 0])
    #expect(lanes.stream.missing.critical == [0, 0, 0, 7])
  }

  @Test("A record that found no room leaves a hole")
  func refused() {
    let lanes = Lanes()
    var time: UInt64 = 1
    while lanes.bulk.write(time: time, cpu: 2) { time += 1 }
    #expect(lanes.drain().count == Int(time) - 1)
    #expect(lanes.stream.missing.bulk == [0, 0, 0, 0])
    lanes.bulk.write(time: time, cpu: 2)
    #expect(lanes.drain() == [time])
    #expect(lanes.stream.missing.bulk == [0, 0, 1, 0])
  }

  @Test("A number that was overtaken is no hole once it comes")
  func overtaken() {
    let lanes = Lanes()
    let slow = lanes.bulk.record(time: 1)
    lanes.bulk.write(time: 2)
    #expect(lanes.drain() == [2])
    #expect(lanes.stream.missing.bulk[0] == 1)
    lanes.bulk.write(slow)
    lanes.bulk.write(time: 3)
    #expect(lanes.drain() == [1, 3])
    #expect(lanes.stream.missing.bulk[0] == 0)
  }

  @Test("A record of a CPU that does not exist is handed on")
  func unknownCPU() {
    let lanes = Lanes(cpuCount: 2)
    lanes.bulk.write(time: 1, cpu: 2, skipping: 5)
    lanes.bulk.write(time: 2, cpu: .max)
    #expect(lanes.drain() == [1, 2])
    #expect(lanes.stream.missing.bulk == [0, 0])
  }
}
