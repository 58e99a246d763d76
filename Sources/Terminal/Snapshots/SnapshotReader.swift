/// Reads what a ``SnapshotWriter`` has written, and believes none of it.
struct SnapshotReader {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset == bytes.count }

  func wrong(_ reason: String) -> SnapshotError {
    SnapshotError(reason: reason, offset: offset)
  }

  mutating func byte() throws(SnapshotError) -> UInt8 {
    guard offset < bytes.count else { throw wrong("it ends too early") }
    offset += 1
    return bytes[offset - 1]
  }

  mutating func number() throws(SnapshotError) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      guard shift < 63 || byte <= 1 else { throw wrong("a number is too large") }
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
  }

  mutating func number(in range: ClosedRange<Int>, _ what: String) throws(SnapshotError) -> Int {
    let number = try number()
    guard let value = Int(exactly: number), range.contains(value) else {
      throw wrong("\(what) is out of range")
    }
    return value
  }

  mutating func flag() throws(SnapshotError) -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    default: throw wrong("a flag is neither 0 nor 1")
    }
  }

  mutating func text(upTo limit: Int) throws(SnapshotError) -> [UInt8] {
    let count = try number(in: 0...limit, "the length of a text")
    guard count <= bytes.count - offset else { throw wrong("it ends too early") }
    offset += count
    return Array(bytes[offset - count..<offset])
  }

  /// Characters of a title: text that a title can be.
  mutating func title() throws(SnapshotError) -> String {
    let text = try text(upTo: 4 * Emulator.titleLimit)
    let title = Emulator.safeText(text[...])
    guard Array(title.utf8) == text else { throw wrong("a title is no text") }
    return title
  }

  mutating func scalar() throws(SnapshotError) -> UInt32 {
    let number = try number()
    guard let value = UInt32(exactly: number), let scalar = UnicodeScalar(value),
      value >= 0xa0 || value &- 0x20 < 0x5f
    else { throw wrong("a character is none") }
    return scalar.value
  }

  /// A blank with a style.
  mutating func style() throws(SnapshotError) -> Cell {
    let foreground = try number()
    let background = try number()
    let attributes = try number()
    guard let foreground = UInt32(exactly: foreground), Color.isValid(foreground),
      let background = UInt32(exactly: background), Color.isValid(background)
    else { throw wrong("a colour is none") }
    guard attributes <= UInt64(Attributes.all.rawValue) else {
      throw wrong("attributes are unknown")
    }
    return Cell(
      foreground: Color(bits: foreground), background: Color(bits: background),
      attributes: Attributes(rawValue: UInt16(truncatingIfNeeded: attributes)))
  }
}
