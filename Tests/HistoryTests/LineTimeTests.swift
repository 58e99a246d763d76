import Events
import TestSupport
import Testing

@testable import History

@Suite struct LineTimeTests {
  @Test("Every time that the encoder writes is read back")
  func roundTrip() {
    var random = Generator(seed: 9)
    var time = LineTime()
    // From 1970 to 2200, and moments around the ends of days and seconds.
    let edges: [Int64] = [
      0, 1, 999_999_999, 1_000_000_000, 86_399_999_999_999, 86_400_000_000_000,
      951_782_400_000_000_000, 951_868_800_000_000_000, 1_709_164_799_999_999_999,
    ]
    let others = (0..<2000).map { _ in
      Int64.random(in: 0...7_258_118_400_000_000_000, using: &random)
    }
    for nanoseconds in edges + others + others.map({ $0 + 1 }) {
      let text = Array("\"\(EventText.time(nanoseconds))\"".utf8)
      let read = text.withUnsafeBytes { time.nanoseconds($0) }
      #expect(read == nanoseconds)
    }
  }
}
