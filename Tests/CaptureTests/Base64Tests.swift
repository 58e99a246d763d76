import Foundation
import TestSupport
import Testing

@testable import Capture

@Suite struct Base64Tests {
  private func decode(_ text: String) -> [UInt8]? {
    Array(text.utf8).withUnsafeBufferPointer { Base64.decode($0) }
  }

  @Test("What Foundation encodes comes back", arguments: Array(0...50) + [1000, 4097])
  func roundTrip(_ count: Int) {
    var random = Generator(seed: UInt64(count))
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    #expect(decode(Data(bytes).base64EncodedString()) == bytes)
  }

  @Test("All digits")
  func alphabet() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(decode(Data(bytes).base64EncodedString()) == bytes)
  }

  @Test(
    "What is not base64 is refused",
    arguments: [
      "A", "AA", "AAA", "AAAAA", "AA=", "AA=A", "A===", "====", "=AAA", "AA==AAAA", "AAA=AAAA",
      "AA A", "AAAA\n", "AA-A", "AA_A", "AA\u{e4}", "AA\0A", "@AAA", "[AAA", "`AAA", "{AAA", "AAA:",
    ])
  func garbage(_ text: String) {
    #expect(decode(text) == nil)
  }

  @Test("Random bytes never trap")
  func randomBytes() {
    var random = Generator(seed: 1)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...16, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let ours = bytes.withUnsafeBufferPointer { Base64.decode($0) }
      #expect(ours == Data(base64Encoded: Data(bytes)).map { Array($0) })
    }
  }
}
