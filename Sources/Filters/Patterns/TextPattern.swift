/// What is looked for in a text, ready to be looked for.
enum TextPattern {
  case prefix([UInt8], ignoresCase: Bool)
  case suffix([UInt8], ignoresCase: Bool)
  case whole([UInt8], ignoresCase: Bool)
  case found(PatternMatcher)
  /// A pattern of `*` alone.
  case anything

  /// Prepares a test.
  ///
  /// - Throws: ``PatternError`` where the pattern is none.
  init(_ test: TextTest, text: String, ignoresCase: Bool) throws(PatternError) {
    let bytes = Array(text.utf8)
    switch test {
    case .startsWith: self = .prefix(bytes, ignoresCase: ignoresCase)
    case .endsWith: self = .suffix(bytes, ignoresCase: ignoresCase)
    case .contains:
      self = .found(try PatternMatcher(.literal(text, ignoresCase: ignoresCase)))
    case .like: self = try TextPattern.like(text, ignoresCase: ignoresCase)
    case .matches:
      var parser = PatternParser(text, ignoresCase: ignoresCase)
      self = .found(try PatternMatcher(try parser.pattern()))
    }
  }

  /// What is wrong with a pattern; nil where nothing is.
  static func problem(with text: String, for test: TextTest, ignoresCase: Bool) -> String? {
    do throws(PatternError) {
      _ = try TextPattern(test, text: text, ignoresCase: ignoresCase)
      return nil
    } catch {
      return error.message
    }
  }

  /// A pattern with `*` for any text and `?` for any character; a backslash takes their meaning away.
  private static func like(_ text: String, ignoresCase: Bool) throws(PatternError) -> TextPattern {
    var parts: [PatternNode] = []
    var literal = ""
    var stars: [Int] = []
    var isPlain = true
    var scalars = text.unicodeScalars.makeIterator()
    func endLiteral() {
      if !literal.isEmpty { parts.append(.literal(literal, ignoresCase: ignoresCase)) }
      literal = ""
    }
    var literals = ""
    while let scalar = scalars.next() {
      switch scalar {
      case "*":
        endLiteral()
        stars.append(parts.count)
        parts.append(.repeated(.anyCharacter, from: 0, upTo: nil))
      case "?":
        endLiteral()
        isPlain = false
        parts.append(.anyCharacter)
      case "\\":
        guard let escaped = scalars.next() else {
          throw PatternError(message: "nothing follows the last backslash of the pattern")
        }
        literal.unicodeScalars.append(escaped)
        literals.unicodeScalars.append(escaped)
      default:
        literal.unicodeScalars.append(scalar)
        literals.unicodeScalars.append(scalar)
      }
    }
    endLiteral()
    let bytes = Array(literals.utf8)
    switch (isPlain, stars) {
    case (true, []): return .whole(bytes, ignoresCase: ignoresCase)
    case (true, [0]) where parts.count == 1: return .anything
    case (true, [0]): return .suffix(bytes, ignoresCase: ignoresCase)
    case (true, [1]) where parts.count == 2: return .prefix(bytes, ignoresCase: ignoresCase)
    case (true, [0, 2]) where parts.count == 3: return .found(try PatternMatcher(parts[1]))
    default: return .found(try PatternMatcher(.sequence([.start] + parts + [.end])))
    }
  }

  /// Whether the text is one of those that are looked for.
  func fits(_ text: Span<UInt8>) -> Bool {
    switch self {
    case .anything: true
    case .whole(let bytes, let ignoresCase):
      text.count == bytes.count && text.has(bytes, at: 0, ignoringCase: ignoresCase)
    case .prefix(let bytes, let ignoresCase):
      text.count >= bytes.count && text.has(bytes, at: 0, ignoringCase: ignoresCase)
    case .suffix(let bytes, let ignoresCase):
      text.count >= bytes.count
        && text.has(bytes, at: text.count - bytes.count, ignoringCase: ignoresCase)
    case .found(let matcher): matcher.isFound(in: text)
    }
  }
}

extension Span<UInt8> {
  /// Whether these bytes are there; there have to be enough of them.
  func has(_ bytes: [UInt8], at start: Int, ignoringCase: Bool = false) -> Bool {
    if !ignoringCase {
      return withUnsafeBytes { text in
        bytes.withUnsafeBytes { $0.elementsEqual(text[start..<start + $0.count]) }
      }
    }
    for (offset, expected) in bytes.enumerated()
    where self[start + offset].lowercased != expected.lowercased { return false }
    return true
  }
}

extension UInt8 {
  /// Of a capital letter of ASCII, the small one.
  fileprivate var lowercased: UInt8 {
    self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self
  }
}
