/// Strings: any bytes become JSON text that can be read back, see ``LookbackString``.
extension LineWriter {
  /// Writes the bytes as a JSON string, and a comma.
  ///
  /// - Important: As for ``escaped(_:count:borders:)``.
  @inline(__always)
  mutating func string(_ start: UnsafePointer<UInt8>, count: Int) {
    byte(UInt8(ascii: "\""))
    unsafe escaped(start, count: count)
    word(0x2c22 as UInt16, count: 2)  // ",
  }

  /// Writes the bytes, escaped, without quotes.
  ///
  /// A NUL becomes the border between two elements of a list as long as `borders` are left, the
  /// number of which is returned.
  ///
  /// - Important: The eight bytes before the end of the text have to be readable, also where the
  ///   text is shorter. A record's header sees to it.
  @discardableResult
  mutating func escaped(
    _ start: UnsafePointer<UInt8>, count: Int, borders: UInt32 = 0
  ) -> UInt32 {
    var borders = borders
    var position = unsafe start
    let end = unsafe start + count
    while unsafe position < end {
      let left = unsafe end - position
      var bytes: UInt64
      if left >= 8 {
        // Safety: eight bytes are left.
        bytes = unsafe UnsafeRawPointer(position).loadUnaligned(as: UInt64.self)
      } else {
        // Safety: the last eight bytes before the end are readable. What is before the position is
        // shifted out, what is behind the end becomes plain.
        bytes = unsafe UnsafeRawPointer(end - 8).loadUnaligned(as: UInt64.self)
        bytes >>= UInt64(truncatingIfNeeded: 8 &* (8 &- left))
        bytes |= 0x2020_2020_2020_2020 << UInt64(truncatingIfNeeded: 8 &* left)
      }
      let marks = LineWriter.specialBytes(bytes)
      let plain = marks == 0 ? min(left, 8) : marks.trailingZeroBitCount / 8
      word(bytes, count: plain)
      unsafe position += plain
      guard marks != 0 else { continue }

      // Safety: the special byte is before the end.
      let byte = unsafe position.pointee
      if byte == 0, borders > 0 {
        borders -= 1
        word(0x0022_2c22 as UInt32, count: 3)  // ","
        unsafe position += 1
      } else {
        unsafe position += escapedScalar(position, end: end)
      }
    }
    return borders
  }

  /// Marks with its highest bit each byte of a word that is not written as it is.
  ///
  /// Exact for the lowest such byte only; above it there may be more.
  @inline(__always)
  static func specialBytes(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    let control = (word &- ones &* 0x20) & ~word
    return (control | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | word)
      & (ones &* 0x80)
  }

  /// Writes what stands for the byte or scalar here, and returns how many bytes that was.
  @inline(never)
  private mutating func escapedScalar(
    _ position: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>
  ) -> Int {
    // Safety: the position is before the end; the functions get the number of bytes left.
    let byte = unsafe position.pointee
    let left = unsafe end - position
    switch byte {
    case UInt8(ascii: "\""): constant("\\\"")
    case UInt8(ascii: "\\"):
      constant("\\\\")
      if unsafe LookbackString.isEscape(position, left: left) {
        constant("x5c")
      }
    case UInt8(ascii: "\n"): constant("\\n")
    case UInt8(ascii: "\r"): constant("\\r")
    case UInt8(ascii: "\t"): constant("\\t")
    case 0x08: constant("\\b")
    case 0x0c: constant("\\f")
    case ..<0x20:
      constant("\\u00")
      twoHexadecimalDigits(byte)
    default:
      let length = unsafe UTF8Scalar.length(position, left: left)
      guard length > 0 else {
        constant("\\\\x")
        twoHexadecimalDigits(byte)
        return 1
      }
      for index in 0..<length {
        // Safety: the scalar ends before the end.
        unsafe self.byte(position[index])
      }
      return length
    }
    return 1
  }
}
