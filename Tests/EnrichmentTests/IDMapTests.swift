import TestSupport
import Testing

@testable import Enrichment

/// The maps of user namespaces.
@Suite struct IDMapTests {
  private static func map(_ text: String) -> IDMap { IDMap(Array(text.utf8)) }

  @Test("As the kernel writes it")
  func extents() {
    let map = Self.map("         0       1000          1\n         1     100000      65536\n")
    #expect(map.outside(0) == 1000)
    #expect(map.outside(1) == 100_000)
    #expect(map.outside(65_536) == 165_535)
    #expect(map.outside(65_537) == nil)
    #expect(map.outside(.max) == nil)
  }

  @Test("The map of the first namespace changes nothing, but nobody stays nobody")
  func identity() {
    for id: UInt32 in [0, 1, 65_534, .max - 1] { #expect(IDMap.identity.outside(id) == id) }
    #expect(IDMap.identity.outside(.max) == nil)
    #expect(Self.map("         0          0 4294967295\n") == .identity)
  }

  @Test(
    "Before it is written nobody has a number",
    arguments: ["", "\n", "1 2\n", "a b c\n", "-1 0 5\n"])
  func none(_ text: String) {
    for id: UInt32 in [0, 1, 5] { #expect(Self.map(text).outside(id) == nil) }
  }

  @Test("What is beyond the last number is nobody's")
  func overflow() {
    let map = Self.map("0 4294967290 4294967295\n")
    #expect(map.outside(4) == UInt32.max - 1)
    #expect(map.outside(5) == nil)
    #expect(map.outside(6) == nil)
  }

  @Test("Any bytes are read without a crash")
  func fuzz() {
    var generator = Generator(seed: 5)
    let alphabet = Array("0123456789 \n-x".utf8)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0..<80, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      let map = IDMap(bytes)
      for id: UInt32 in [0, 1, 9, .max] { #expect(map.outside(id) != .max) }
    }
  }
}
