/// A regular expression, taken apart.
indirect enum PatternNode: Equatable, Sendable {
  case empty
  /// One byte of these.
  case byte(ByteSet)
  case sequence([PatternNode])
  case choice([PatternNode])
  /// So many times; `upTo` nil: any number.
  case repeated(PatternNode, from: Int, upTo: Int?)
  /// The beginning of the text.
  case start
  /// The end of the text.
  case end
}

/// A set of bytes.
struct ByteSet: Equatable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  init() {}

  init(_ range: ClosedRange<UInt8>) {
    for byte in range { insert(byte) }
  }

  mutating func insert(_ byte: UInt8) {
    let bit: UInt64 = 1 << UInt64(byte % 64)
    switch byte / 64 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte / 64 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return word >> UInt64(byte % 64) & 1 == 1
  }

  mutating func formUnion(_ other: ByteSet) {
    words.0 |= other.words.0
    words.1 |= other.words.1
    words.2 |= other.words.2
    words.3 |= other.words.3
  }

  /// The bytes of ASCII that are not in it.
  var othersOfASCII: ByteSet {
    var others = ByteSet()
    others.words = (~words.0, ~words.1, 0, 0)
    return others
  }

  /// With both cases of every letter of ASCII that is in it.
  var ignoringCase: ByteSet {
    var both = self
    for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
      let capital = letter - 0x20
      if contains(letter) || contains(capital) {
        both.insert(letter)
        both.insert(capital)
      }
    }
    return both
  }

  static func == (left: ByteSet, right: ByteSet) -> Bool {
    left.words == right.words
  }
}

extension PatternNode {
  /// A character beyond ASCII: texts of events are UTF-8.
  static let beyondASCII: PatternNode = {
    let continuation = PatternNode.byte(ByteSet(0x80...0xbf))
    func scalar(_ first: ClosedRange<UInt8>, _ more: Int) -> PatternNode {
      .sequence([.byte(ByteSet(first))] + Array(repeating: continuation, count: more))
    }
    return .choice([scalar(0xc2...0xdf, 1), scalar(0xe0...0xef, 2), scalar(0xf0...0xf4, 3)])
  }()

  /// Any character, the end of a line included: who is looked for cannot hide behind one.
  static let anyCharacter = PatternNode.choice([.byte(ByteSet(0...0x7f)), beyondASCII])

  /// Exactly that text.
  static func literal(_ text: String, ignoresCase: Bool) -> PatternNode {
    .sequence(
      text.utf8.map { byte in
        let set = ByteSet(byte...byte)
        return .byte(ignoresCase ? set.ignoringCase : set)
      })
  }
}
