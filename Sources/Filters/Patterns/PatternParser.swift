/// What is wrong with a pattern.
struct PatternError: Error, Equatable {
  var message: String
}

/// Reads regular expressions: those of POSIX (extended) and what of Perl's can be matched in linear time.
struct PatternParser {
  private static let deepest = 50
  private static let mostRepeats = 1000

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  private var ignoresCase: Bool

  init(_ text: String, ignoresCase: Bool) {
    scalars = Array(text.unicodeScalars)
    self.ignoresCase = ignoresCase
  }

  mutating func pattern() throws(PatternError) -> PatternNode {
    if scalars.starts(with: "(?i)".unicodeScalars) {
      ignoresCase = true
      position = 4
    }
    let node = try choice()
    guard position == scalars.count else { throw error("')' without '('") }
    return node
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  private func error(_ message: String) -> PatternError {
    PatternError(message: "\(message), at character \(position + 1) of the regular expression")
  }

  private mutating func choice() throws(PatternError) -> PatternNode {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" { parts.append(try repetition()) }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func repetition() throws(PatternError) -> PatternNode {
    var node = try atom()
    while let scalar = next {
      let range: (Int, Int?)
      switch scalar {
      case "*": range = (0, nil)
      case "+": range = (1, nil)
      case "?": range = (0, 1)
      case "{":
        guard let counted = try count() else { return node }
        range = counted
        position -= 1
      default: return node
      }
      position += 1
      // Whether as much or as little as can be is taken makes no difference to whether it matches.
      _ = take("?")
      depth += 1
      guard depth <= Self.deepest else { throw error("too many repetitions of each other") }
      node = .repeated(node, from: range.0, upTo: range.1)
    }
    return node
  }

  /// `{2}`, `{2,}` or `{2,5}`; nil where the brace stands for itself.
  private mutating func count() throws(PatternError) -> (Int, Int?)? {
    guard let end = scalars[position...].firstIndex(of: "}") else { return nil }
    let inner = String(String.UnicodeScalarView(scalars[(position + 1)..<end]))
    let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
    let isCount =
      !inner.isEmpty && parts.count <= 2
      && parts.allSatisfy { part in part.allSatisfy { $0.isASCII && $0.isNumber } }
    guard isCount, let first = Int(parts[0]) else { return nil }
    let last = parts.count == 1 ? first : parts[1].isEmpty ? nil : Int(parts[1])
    guard first <= Self.mostRepeats, last ?? 0 <= Self.mostRepeats, last ?? first >= first else {
      throw error("a count from 0 to \(Self.mostRepeats), the lower one first, is expected")
    }
    position = end + 1
    return (first, last)
  }

  private mutating func atom() throws(PatternError) -> PatternNode {
    guard let scalar = next else { return .empty }
    switch scalar {
    case "(": return try group()
    case "[": return try set()
    case "\\": return try escape()
    case "*", "+", "?": throw error("'\(scalar)' has nothing before it to repeat")
    default: position += 1
    }
    switch scalar {
    case ".": return .anyCharacter
    case "^": return .start
    case "$": return .end
    default: return literal(scalar)
    }
  }

  private mutating func group() throws(PatternError) -> PatternNode {
    let start = position
    position += 1
    if take("?") {
      guard take(":") else {
        throw error("of groups with '?' there is only '(?:', and '(?i)' at the beginning")
      }
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw error("too many groups within each other") }
    let node = try choice()
    guard take(")") else {
      position = start
      throw error("'(' without ')'")
    }
    return node
  }

  private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
    .literal(String(scalar), ignoresCase: ignoresCase)
  }

  private func node(of set: ByteSet, isNegated: Bool) -> PatternNode {
    let set = ignoresCase ? set.ignoringCase : set
    return isNegated ? .choice([.byte(set.othersOfASCII), .beyondASCII]) : .byte(set)
  }

  /// A backslash and what follows.
  private mutating func escape() throws(PatternError) -> PatternNode {
    position += 1
    guard let scalar = next else { throw error("nothing follows the last backslash") }
    if let (set, isNegated) = Self.classes[scalar] {
      position += 1
      return node(of: set, isNegated: isNegated)
    }
    return literal(try escapedScalar())
  }

  /// The one character that a backslash and what follows stand for.
  private mutating func escapedScalar() throws(PatternError) -> Unicode.Scalar {
    guard let scalar = next else { throw error("nothing follows the last backslash") }
    position += 1
    switch scalar {
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "f": return "\u{c}"
    case "v": return "\u{b}"
    case "a": return "\u{7}"
    case "e": return "\u{1b}"
    case "x":
      let digits = String(String.UnicodeScalarView(scalars[position...].prefix(2)))
      guard digits.utf8.count == 2, let byte = UInt8(digits, radix: 16), byte < 0x80 else {
        throw error("two hexadecimal digits from 00 to 7f are expected")
      }
      position += 2
      return Unicode.Scalar(byte)
    default:
      guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
        position -= 1
        throw error("'\\\(scalar)' is not supported: it has no meaning here that takes linear time")
      }
      return scalar
    }
  }

  private static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
  private static let letters = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z")).ignoringCase
  private static let spaces: ByteSet = {
    var set = ByteSet(0x09...0x0d)
    set.insert(0x20)
    return set
  }()
  private static let wordBytes: ByteSet = {
    var set = letters
    set.formUnion(digits)
    set.insert(UInt8(ascii: "_"))
    return set
  }()

  private static let classes: [Unicode.Scalar: (ByteSet, Bool)] = [
    "d": (digits, false), "D": (digits, true), "s": (spaces, false), "S": (spaces, true),
    "w": (wordBytes, false), "W": (wordBytes, true),
  ]

  private static let named: [String: ByteSet] = {
    var alphanumerics = letters
    alphanumerics.formUnion(digits)
    var hexadecimal = digits
    hexadecimal.formUnion(ByteSet(UInt8(ascii: "a")...UInt8(ascii: "f")).ignoringCase)
    var punctuation = ByteSet(0x21...0x7e)
    punctuation = {
      var set = ByteSet()
      for byte in UInt8(0x21)...0x7e where !alphanumerics.contains(byte) { set.insert(byte) }
      return set
    }()
    return [
      "alpha": letters, "digit": digits, "alnum": alphanumerics, "space": spaces,
      "upper": ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z")),
      "lower": ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z")), "xdigit": hexadecimal,
      "punct": punctuation,
    ]
  }()

  /// A set in brackets.
  private mutating func set() throws(PatternError) -> PatternNode {
    let start = position
    position += 1
    let isNegated = take("^")
    var bytes = ByteSet()
    var others: [PatternNode] = []
    var isFirst = true
    while true {
      guard let scalar = next else {
        position = start
        throw error("'[' without ']'")
      }
      if scalar == "]", !isFirst { break }
      isFirst = false
      try setMember(&bytes, &others)
    }
    position += 1
    guard !others.isEmpty else { return node(of: bytes, isNegated: isNegated) }
    guard !isNegated else {
      throw error("a set that is turned round can have characters of ASCII only")
    }
    return .choice([node(of: bytes, isNegated: false)] + others)
  }

  private mutating func setMember(
    _ bytes: inout ByteSet, _ others: inout [PatternNode]
  ) throws(PatternError) {
    if next == "[", position + 1 < scalars.count, scalars[position + 1] == ":" {
      bytes.formUnion(try namedSet())
      return
    }
    if next == "\\", position + 1 < scalars.count,
      let (set, isOpposite) = Self.classes[scalars[position + 1]]
    {
      guard !isOpposite else { throw error("only the classes \\d, \\s and \\w can be in a set") }
      position += 2
      bytes.formUnion(set)
      return
    }
    let first = try setScalar()
    let isRange = next == "-" && position + 1 < scalars.count && scalars[position + 1] != "]"
    guard isRange else {
      if first.isASCII {
        bytes.insert(UInt8(first.value))
      } else {
        others.append(literal(first))
      }
      return
    }
    position += 1
    let last = try setScalar()
    guard first.isASCII, last.isASCII, first <= last else {
      throw error("a range has two characters of ASCII, the lower one first")
    }
    bytes.formUnion(ByteSet(UInt8(first.value)...UInt8(last.value)))
  }

  private mutating func setScalar() throws(PatternError) -> Unicode.Scalar {
    if take("\\") { return try escapedScalar() }
    guard let scalar = next else { throw error("'[' without ']'") }
    position += 1
    return scalar
  }

  private mutating func namedSet() throws(PatternError) -> ByteSet {
    let rest = scalars[(position + 2)...]
    guard let colon = rest.firstIndex(of: ":"), colon + 1 < scalars.count,
      scalars[colon + 1] == "]",
      let set = Self.named[String(String.UnicodeScalarView(scalars[(position + 2)..<colon]))]
    else { throw error("there is no such named set") }
    position = colon + 2
    return set
  }
}
