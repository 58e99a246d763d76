/// The bytes that a value of a line stands for, and where in the value each of them is.
struct ArgumentText {
  /// All arguments; behind each of them is a 0, at which searches end.
  private(set) var bytes: [UInt8] = []
  /// For each byte, where in the value it begins; for the 0 behind an argument, where its quote is.
  private(set) var origins: [UInt32] = []
  private(set) var arguments: [Range<Int>] = []

  /// Reads a list of texts; JSON's escapes, and within those what stands for bytes that are no text.
  ///
  /// - Returns: whether it is one.
  mutating func read(list: UnsafeRawBufferPointer) -> Bool {
    clear()
    guard list.count >= 2, list.count < Int(UInt32.max), list[0] == UInt8(ascii: "[") else {
      return false
    }
    var position = 1
    if list[1] == UInt8(ascii: "]") { return list.count == 2 }
    while position < list.count, list[position] == UInt8(ascii: "\"") {
      position += 1
      guard let end = readText(list, from: position, isQuoted: true) else { return false }
      position = end + 1
      guard position < list.count else { return false }
      if list[position] == UInt8(ascii: "]") { return position + 1 == list.count }
      guard list[position] == UInt8(ascii: ",") else { return false }
      position += 1
    }
    return false
  }

  /// Reads what stands between the quotes of a text.
  ///
  /// - Returns: whether it is one.
  mutating func read(text: UnsafeRawBufferPointer) -> Bool {
    clear()
    guard text.count < Int(UInt32.max) else { return false }
    return readText(text, from: 0, isQuoted: false) != nil
  }

  private mutating func clear() {
    // What one huge value took is not kept for good.
    let keeps = bytes.capacity < 1 << 20
    bytes.removeAll(keepingCapacity: keeps)
    origins.removeAll(keepingCapacity: keeps)
    arguments.removeAll(keepingCapacity: keeps)
  }

  /// - Returns: where it ends; nil: it is no text.
  private mutating func readText(
    _ raw: UnsafeRawBufferPointer, from start: Int, isQuoted: Bool
  ) -> Int? {
    let first = bytes.count
    var position = start
    while position < raw.count {
      let byte = raw[position]
      if byte == UInt8(ascii: "\"") {
        guard isQuoted else { return nil }
        break
      }
      if byte == UInt8(ascii: "\\") {
        guard let length = readEscape(raw, at: position) else { return nil }
        position += length
      } else {
        append(byte, position)
        position += 1
      }
    }
    guard position < raw.count || !isQuoted else { return nil }
    arguments.append(first..<bytes.count)
    append(0, position)
    return position
  }

  /// - Returns: its length; nil: it is none.
  private mutating func readEscape(_ raw: UnsafeRawBufferPointer, at position: Int) -> Int? {
    guard position + 1 < raw.count else { return nil }
    switch raw[position + 1] {
    case UInt8(ascii: "\""): append(UInt8(ascii: "\""), position)
    case UInt8(ascii: "/"): append(UInt8(ascii: "/"), position)
    case UInt8(ascii: "b"): append(0x08, position)
    case UInt8(ascii: "f"): append(0x0c, position)
    case UInt8(ascii: "n"): append(0x0a, position)
    case UInt8(ascii: "r"): append(0x0d, position)
    case UInt8(ascii: "t"): append(0x09, position)
    case UInt8(ascii: "\\"):
      // See LookbackString in Events.
      if position + 4 < raw.count, raw[position + 2] == UInt8(ascii: "x"),
        let high = Self.digit(raw[position + 3]), let low = Self.digit(raw[position + 4])
      {
        append(UInt8(high << 4 | low), position)
        return 5
      }
      append(UInt8(ascii: "\\"), position)
    case UInt8(ascii: "u"):
      guard let unit = Self.unit(raw, at: position) else { return nil }
      if unit & 0xfc00 == 0xd800, let low = Self.unit(raw, at: position + 6),
        low & 0xfc00 == 0xdc00,
        let scalar = Unicode.Scalar(0x10000 + (unit & 0x3ff) << 10 + low & 0x3ff)
      {
        append(scalar, position)
        return 12
      }
      append(Unicode.Scalar(unit) ?? "\u{fffd}", position)
      return 6
    default: return nil
    }
    return 2
  }

  private mutating func append(_ byte: UInt8, _ origin: Int) {
    bytes.append(byte)
    origins.append(UInt32(truncatingIfNeeded: origin))
  }

  private mutating func append(_ scalar: Unicode.Scalar, _ origin: Int) {
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte, origin) }
  }

  private static func unit(_ raw: UnsafeRawBufferPointer, at position: Int) -> UInt32? {
    guard position + 6 <= raw.count, raw[position] == UInt8(ascii: "\\"),
      raw[position + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt32 = 0
    for offset in 2..<6 {
      guard let digit = digit(raw[position + offset]) else { return nil }
      unit = unit << 4 | digit
    }
    return unit
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
