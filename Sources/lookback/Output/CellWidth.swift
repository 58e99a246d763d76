/// How many cells of a terminal a character takes, as wcwidth(3) has it.
enum CellWidth {
  /// Of a character that ``VisibleText`` shows as it is.
  static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    // What nearly everything is.
    if value < 0x300 { return 1 }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // Vowels and last consonants of Korean, which go into the cell of the first one.
    if (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7ff).contains(value) { return 0 }
    // One letter of a flag is narrow: two of them make a wide one.
    if (0x1f1e6...0x1f1ff).contains(value) { return 1 }
    return properties.isEmojiPresentation || isEastAsianWide(value) ? 2 : 1
  }

  /// Wide and fullwidth in EastAsianWidth.txt, but for emoji.
  private static func isEastAsianWide(_ value: UInt32) -> Bool {
    switch value {
    case ..<0x1100: false
    case 0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x3247, 0x3250...0x4dbf,
      0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19,
      0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x1b2ff, 0x1f200...0x1f265,
      0x20000...0x3fffd:
      true
    default: false
    }
  }
}
