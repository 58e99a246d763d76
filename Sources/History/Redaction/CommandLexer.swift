/// Takes a text apart as a shell would, more or less: in one pass, whatever the quotes are.
struct CommandLexer {
  /// For each sort of quotes and number of backslashes before them: that there are no more of them.
  private var isHopeless: (single: UInt8, double: UInt8) = (0, 0)
  private var position: Int
  private let end: Int

  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next word; nil: the text is over.
  mutating func next(in text: [UInt8]) -> CommandWord? {
    while position < end, Self.isBlank(text[position]) { position += 1 }
    guard position < end else { return nil }
    let start = position
    if Self.isSign(text[start]) {
      while position < end, text[position] == text[start] { position += 1 }
      return CommandWord(range: start..<position, kind: .sign)
    }
    var firstQuoted: Int?
    while position < end, !Self.isBlank(text[position]), !Self.isSign(text[position]) {
      let before = position
      guard let (inner, kind) = skip(in: text) else { continue }
      let isAtStart = before == start || before == start + 1 && text[start] == UInt8(ascii: "$")
      if isAtStart, position == end || Self.isBlank(text[position]) || Self.isSign(text[position]) {
        return CommandWord(range: inner, kind: kind)
      }
      firstQuoted = firstQuoted ?? inner.lowerBound
    }
    return CommandWord(range: start..<position, kind: .word, firstQuoted: firstQuoted)
  }

  /// What is between the quotes that begin there, in the same text.
  ///
  /// - Returns: nil: none begin there, or they do not end.
  static func quoted(in text: [UInt8], at start: Int, before end: Int) -> Range<Int>? {
    var lexer = CommandLexer(start..<end)
    return lexer.skip(in: text)?.inner
  }

  /// Goes behind a byte, or a backslash and what it is before, or behind what is in quotes.
  private mutating func skip(in text: [UInt8]) -> (inner: Range<Int>, kind: CommandWord.Kind)? {
    let start = position
    while position < end, text[position] == UInt8(ascii: "\\") { position += 1 }
    let backslashes = position - start
    guard position < end else { return nil }
    let quote = text[position]
    let isQuote = quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    guard isQuote, backslashes < 8 else {
      if backslashes == 0 || backslashes % 2 == 1 { position += 1 }
      return nil
    }
    let first = position + 1
    position = first
    let bit = UInt8(1) << UInt8(backslashes)
    let isSingle = quote == UInt8(ascii: "'")
    guard (isSingle ? isHopeless.single : isHopeless.double) & bit == 0 else { return nil }
    guard let last = Self.endOfQuote(in: text, quote, backslashes, first..<end) else {
      if isSingle { isHopeless.single |= bit } else { isHopeless.double |= bit }
      return nil
    }
    position = last + 1
    return (first..<last - backslashes, isSingle ? .single : .double)
  }

  /// - Returns: where the quote is that ends it.
  private static func endOfQuote(
    in text: [UInt8], _ quote: UInt8, _ backslashes: Int, _ range: Range<Int>
  ) -> Int? {
    var run = 0
    for position in range {
      let byte = text[position]
      if byte == UInt8(ascii: "\\") {
        run += 1
        continue
      }
      if byte == quote {
        if backslashes > 0 {
          if run == backslashes { return position }
        } else if quote == UInt8(ascii: "'") || run % 2 == 0 {
          return position
        }
      }
      run = 0
    }
    return nil
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private static func isSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "`"),
      UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0:
      true
    default: false
    }
  }
}
