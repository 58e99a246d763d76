/// How many columns a character takes: none, one or two.
///
/// Each scalar by itself, as in xterm: what joins several into one picture (U+200D, skin colours, flags) does not
/// change how many columns they take.
enum CharacterWidth {
  /// The columns of a scalar that is no control character.
  @inline(__always)
  static func columns(of scalar: UInt32) -> Int {
    if scalar < 0x300 { return 1 }
    // What there is most of: Chinese, Japanese and Korean, and lines and blocks.
    if scalar &- 0x3400 < 0x6c00 || scalar &- 0xac00 < 0x2ba4 { return 2 }
    if scalar &- 0x2500 < 0xfd { return 1 }
    return search(scalar)
  }

  @inline(never)
  static func search(_ scalar: UInt32) -> Int {
    if contains(scalar, in: zeroWidth) { return 0 }
    return contains(scalar, in: wide) ? 2 : 1
  }

  /// Whether one of the ranges has it.
  private static func contains(_ scalar: UInt32, in bounds: [UInt32]) -> Bool {
    // Ranges below `low` end before the scalar, those from `high` on do not.
    var low = 0
    var high = bounds.count / 2
    while low < high {
      let middle = (low + high) / 2
      if bounds[2 * middle + 1] < scalar { low = middle + 1 } else { high = middle }
    }
    return low < bounds.count / 2 && bounds[2 * low] <= scalar
  }
}
