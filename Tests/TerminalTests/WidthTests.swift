import Testing

@testable import Terminal

/// How many columns characters take.
@Suite struct WidthTests {
  @Test(
    "Some of each sort",
    arguments: [
      (0x41, 1), (0xad, 1), (0xe9, 1), (0x301, 0), (0x200b, 0), (0x200d, 0), (0x202e, 0),
      (0xfe0f, 0),
      (0x903, 1), (0x1160, 0), (0x1100, 2), (0x2500, 1), (0x25fc, 1), (0x25fd, 2), (0x2e80, 2),
      (0x3042, 2), (0x33ff, 2), (0x3400, 2), (0x9fff, 2), (0xa000, 2), (0xabff, 1), (0xac00, 2),
      (0xd7a3, 2), (0xd7a4, 1), (0xff21, 2), (0xff61, 1), (0xfffd, 1), (0x1f600, 2), (0x1f1e6, 2),
      (0x20000, 2), (0x3fffd, 2), (0xe0001, 0), (0x10ffff, 1),
    ])
  func some(_ scalar: Int, _ expected: Int) {
    #expect(
      CharacterWidth.columns(of: UInt32(scalar)) == expected, "U+\(String(scalar, radix: 16))")
  }

  @Test("The short ways say what the tables say")
  func shortcuts() {
    for scalar in UInt32(0x20)...0x10_ffff where scalar < 0xd800 || scalar > 0xdfff {
      guard CharacterWidth.columns(of: scalar) != CharacterWidth.search(scalar) else { continue }
      Issue.record("U+\(String(scalar, radix: 16))")
      return
    }
  }

  @Test("The tables are in order")
  func order() {
    for table in [CharacterWidth.zeroWidth, CharacterWidth.wide] {
      #expect(table.count.isMultiple(of: 2) && table.count > 100)
      for index in table.indices.dropFirst() {
        #expect(
          index % 2 == 1 ? table[index] >= table[index - 1] : table[index] > table[index - 1] + 1)
      }
    }
  }
}
