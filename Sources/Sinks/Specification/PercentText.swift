/// Text in which `%` and two hexadecimal digits stand for a byte.
public enum PercentText {
  /// The text that is meant; nil where a `%` stands for nothing, or the bytes are no UTF-8.
  public static func decode(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = digit(rest.popFirst()), let low = digit(rest.popFirst()) else { return nil }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The text with most of its bytes written out.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - isKept: whether a byte stays as it is, and whether that is the first one; asked of ASCII other
  ///     than `%` only.
  /// - Returns: what ``decode(_:)`` makes that text of.
  public static func encode(
    _ text: String, keeping isKept: (_ byte: UInt8, _ isFirst: Bool) -> Bool
  ) -> String {
    var encoded = ""
    for byte in text.utf8 {
      if byte < 0x80, byte != UInt8(ascii: "%"), isKept(byte, encoded.isEmpty) {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
      }
    }
    return encoded
  }

  private static func digit(_ byte: UInt8?) -> UInt8? {
    switch byte {
    case .some(let byte) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
      byte - UInt8(ascii: "0")
    case .some(let byte) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
      (byte | 0x20) - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
