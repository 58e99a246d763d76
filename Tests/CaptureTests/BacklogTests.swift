import TestSupport
import Testing

@testable import Capture

/// More records in the rings than a reader can know of at a time.
@Suite struct BacklogTests {
  struct Storm: CustomTestStringConvertible, Sendable {
    var index: Int
    var everything: Bool
    var testDescription: String { "index \(index), \(everything ? "everything" : "what is due")" }
  }

  /// Times stand up to three places from where they belong.
  @Test(
    "Everything comes in order, laps of rings and smaller indexes notwithstanding",
    arguments: [8, 9, 16, 1024].flatMap { index in
      [Storm(index: index, everything: false), Storm(index: index, everything: true)]
    })
  func storm(_ storm: Storm) {
    var random = Generator(seed: UInt64(storm.index))
    let lanes = Lanes(capacity: 4096, index: storm.index)
    var time: UInt64 = 1000
    for _ in 0..<60 {
      var written: [UInt64] = []
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        let times = (0..<4).map { time + 10 * $0 }
        time += 40
        let ring = Bool.random(using: &random) ? lanes.critical : lanes.bulk
        for time in times.shuffled(using: &random) {
          let cpu = UInt32.random(in: 0..<4, using: &random)
          let tail = Int.random(in: 0...100, using: &random)
          if ring.write(time: time, cpu: cpu, tail: tail) { written.append(time) }
        }
      }
      #expect(lanes.drainRepeatedly(everything: storm.everything) == written.sorted())
    }
    #expect(lanes.bulk.produced > 10 * 4096)
    #expect(lanes.stream.isEmpty)
  }

  @Test("An index of one still yields everything", arguments: [1, 2, 3])
  func smallestIndex(_ index: Int) {
    let lanes = Lanes(capacity: 8192, index: index)
    let times = Array(UInt64(1)...40)
    for time in times { lanes.bulk.write(time: time) }
    #expect(lanes.drainRepeatedly() == times)
  }

  @Test("At the end a record in the making costs nothing of the other lane")
  func busyRecordAtTheEnd() throws {
    let lanes = Lanes(capacity: 8192, index: 4)
    let times = Array(UInt64(1)...40)
    _ = try #require(lanes.critical.reserve(lanes.critical.record(time: 0)))
    for time in times { lanes.bulk.write(time: time) }
    #expect(lanes.drain(everything: true) == times)
  }
}
