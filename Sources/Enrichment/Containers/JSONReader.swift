/// JSON that is not as RFC 8259 has it, or nested too deeply.
struct JSONError: Error, Equatable {
  /// How many bytes were read before it showed.
  var offset: Int
}

/// Reads JSON from the front, value by value; keeps nothing but its place.
///
/// Whoever wrote the text may be hostile: what is not asked for is passed over without a recursion,
/// and a value of another type than the one asked for is none. Only text is ever taken.
struct JSONReader {
  /// Arrays and objects within each other.
  static let depthLimit = 64

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  // MARK: - Values

  /// Visits the members of an object; of another value, none.
  ///
  /// - Parameter visit: takes the value, or leaves it; the name as UTF-8, repaired where it is not.
  /// - Throws: where it is no JSON.
  mutating func object(
    _ visit: (_ name: String, _ value: inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) {
    guard next(is: "{") else { return try skip() }
    position += 1
    if take("}") { return }
    repeat {
      let name = String(decoding: try name(), as: UTF8.self)
      try value(visitedBy: { reader throws(JSONError) in try visit(name, &reader) })
    } while take(",")
    try expect("}")
  }

  /// Visits the elements of an array; of another value, none.
  mutating func array(
    _ visit: (_ value: inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) {
    guard next(is: "[") else { return try skip() }
    position += 1
    if take("]") { return }
    repeat { try value(visitedBy: visit) } while take(",")
    try expect("]")
  }

  /// Takes text, as bytes that may be no UTF-8; nil for another value.
  mutating func text() throws(JSONError) -> [UInt8]? {
    guard next(is: "\"") else {
      try skip()
      return nil
    }
    return try string()
  }

  /// That nothing follows.
  mutating func end() throws(JSONError) {
    skipSpace()
    guard position == bytes.count else { throw failure }
  }

  private mutating func value(
    visitedBy visit: (inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) {
    let start = position
    try visit(&self)
    if position == start { try skip() }
  }

  /// Passes over a value, whatever is in it.
  mutating func skip() throws(JSONError) {
    /// What is open: whether it is an object.
    var open: [Bool] = []
    repeat {
      if next(is: "{") || next(is: "[") {
        let isObject = next(is: "{")
        position += 1
        if !take(isObject ? "}" : "]") {
          guard open.count < Self.depthLimit else { throw failure }
          open.append(isObject)
          if isObject { _ = try name() }
          continue
        }
      } else if next(is: "\"") {
        _ = try string()
      } else {
        try word()
      }
      // A value is complete; so may be what is around it.
      while let isObject = open.last, !take(",") {
        try expect(isObject ? "}" : "]")
        open.removeLast()
      }
      if open.last == true { _ = try name() }
    } while !open.isEmpty
  }

  // MARK: - Their parts

  private var failure: JSONError { JSONError(offset: position) }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  private mutating func next(is character: Unicode.Scalar) -> Bool {
    skipSpace()
    return position < bytes.count && bytes[position] == UInt8(ascii: character)
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    return takeNow(character)
  }

  private mutating func takeNow(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
    guard take(character) else { throw failure }
  }

  /// A member's name and the colon behind it.
  private mutating func name() throws(JSONError) -> [UInt8] {
    guard next(is: "\"") else { throw failure }
    let name = try string()
    try expect(":")
    return name
  }

  private mutating func string() throws(JSONError) -> [UInt8] {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      guard byte >= 0x20 else { throw failure }
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"): text += try escape()
      default: text.append(byte)
      }
    }
    throw failure
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5c, UInt8(ascii: "/"): 0x2f,
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a,
    UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09,
  ]

  private mutating func escape() throws(JSONError) -> [UInt8] {
    if takeNow("u") { return try character() }
    guard position < bytes.count, let byte = Self.escapes[bytes[position]] else { throw failure }
    position += 1
    return [byte]
  }

  /// What is behind `\u`: a unit of UTF-16, or two that belong together.
  private mutating func character() throws(JSONError) -> [UInt8] {
    var units = [try unit()]
    let end = position
    if UTF16.isLeadSurrogate(units[0]), takeNow("\\"), takeNow("u") {
      units.append(try unit())
    }
    // Two that do not belong together: the second stands for itself.
    if units.count < 2 || !UTF16.isTrailSurrogate(units[1]) {
      units.removeSubrange(1...)
      position = end
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private mutating func unit() throws(JSONError) -> UInt16 {
    guard position + 4 <= bytes.count else { throw failure }
    var unit: UInt16 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure }
      unit = unit << 4 | UInt16(digit)
    }
    position += 4
    return unit
  }

  /// A number, `true`, `false` or `null`.
  private mutating func word() throws(JSONError) {
    for word in ["true", "false", "null"] where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return
    }
    _ = takeNow("-")
    if !takeNow("0") { try digits() }
    if takeNow(".") { try digits() }
    if takeNow("e") || takeNow("E") {
      _ = takeNow("+") || takeNow("-")
      try digits()
    }
  }

  private mutating func digits() throws(JSONError) {
    let start = position
    while position < bytes.count, decimalValue(bytes[position]) != nil { position += 1 }
    guard position > start else { throw failure }
  }
}
