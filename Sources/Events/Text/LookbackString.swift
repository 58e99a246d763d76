/// How bytes that are not text are written in a string, and read back.
///
/// UTF-8 stays as it is. A byte that is not part of well-formed UTF-8 is written `\xNN`, with two
/// lower-case hexadecimal digits. So that nothing else looks like that, a backslash that is followed
/// by `x` and two hexadecimal digits is itself written `\x5c`; any other backslash stays.
///
/// This is the level of the string's value: JSON's own escapes are on top of it.
public enum LookbackString {
  /// The bytes for which a string's value stands.
  public static func unescape(_ value: some StringProtocol) -> [UInt8] {
    let text = Array(value.utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "\\"), index + 3 < text.count,
        text[index + 1] == UInt8(ascii: "x"),
        let high = hexadecimalValue(text[index + 2]), let low = hexadecimalValue(text[index + 3])
      {
        bytes.append(high << 4 | low)
        index += 4
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return bytes
  }

  /// Whether the backslash here begins what would be read back as an escaped byte.
  static func isEscape(_ backslash: UnsafePointer<UInt8>, left: Int) -> Bool {
    // Safety: four bytes are left.
    unsafe left >= 4 && backslash[1] == UInt8(ascii: "x")
      && hexadecimalValue(backslash[2]) != nil && hexadecimalValue(backslash[3]) != nil
  }

  private static func hexadecimalValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
