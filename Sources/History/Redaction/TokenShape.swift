/// What tokens of some service look like: a prefix, and signs behind it.
struct TokenShape: Sendable {
  enum Alphabet: Sendable {
    case upperAndDigits
    case lettersAndDigits
    /// Letters, digits, `-` and `_`.
    case url
    /// These, and `.`, `/`, `+`, `~` and `=`.
    case bearer
  }

  let prefix: [UInt8]
  /// Whether the prefix is no part of the secret, and its case does not matter.
  let isIntroduction: Bool
  let alphabet: Alphabet
  /// How many signs there are at least, between dots.
  let counts: [Int]
  /// Whether there are no more either.
  let isExact: Bool

  init(
    _ prefix: String, _ alphabet: Alphabet = .url, _ counts: Int..., isExact: Bool = false,
    isIntroduction: Bool = false
  ) {
    self.prefix = Array(prefix.utf8)
    self.isIntroduction = isIntroduction
    self.alphabet = alphabet
    self.counts = counts
    self.isExact = isExact
  }

  /// Where the secret is of a token that begins there; nil: there is none.
  ///
  /// - Parameters:
  ///   - text: all of it.
  ///   - start: where no word goes on.
  ///   - end: where the argument ends.
  /// - Returns: its bytes in the text.
  func token(in text: [UInt8], at start: Int, before end: Int) -> Range<Int>? {
    guard end - start > prefix.count else { return nil }
    for (offset, byte) in prefix.enumerated() {
      let found = text[start + offset]
      guard found == byte || isIntroduction && found | 0x20 == byte else { return nil }
    }
    let first = start + prefix.count
    var position = first
    for (index, count) in counts.enumerated() {
      if index > 0 {
        guard position < end, text[position] == UInt8(ascii: ".") else { return nil }
        position += 1
      }
      let before = position
      while position < end, has(text[position]) { position += 1 }
      let run = position - before
      guard isExact ? run == count : run >= count else { return nil }
    }
    // More parts of the same sort.
    while counts.count > 1, position + 1 < end, text[position] == UInt8(ascii: "."),
      has(text[position + 1])
    {
      position += 1
      while position < end, has(text[position]) { position += 1 }
    }
    return (isIntroduction ? first : start)..<position
  }

  private func has(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "a")...UInt8(ascii: "z"): alphabet != .upperAndDigits
    case UInt8(ascii: "-"), UInt8(ascii: "_"): alphabet == .url || alphabet == .bearer
    case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "~"),
      UInt8(ascii: "="):
      alphabet == .bearer
    default: false
    }
  }
}
