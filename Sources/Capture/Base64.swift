/// Decodes what the build embedded; Foundation's decoder would be the only reason to link it.
enum Base64 {
  /// The bytes, or nil if the text is not base64 (RFC 4648, padded).
  static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
    let end = text.count - padding
    var seen: UInt8 = 0
    var bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3) { bytes, count in
      digits.withUnsafeBufferPointer { digits in
        for start in stride(from: 0, to: text.count, by: 4) {
          var group: UInt32 = 0
          for index in start..<start + 4 {
            let digit = index < end ? digits[Int(text[index])] : 0
            seen |= digit
            group = group << 6 | UInt32(digit)
          }
          bytes[count] = UInt8(truncatingIfNeeded: group >> 16)
          bytes[count + 1] = UInt8(truncatingIfNeeded: group >> 8)
          bytes[count + 2] = UInt8(truncatingIfNeeded: group)
          count += 3
        }
      }
    }
    guard seen < noDigit else { return nil }
    bytes.removeLast(padding)
    return bytes
  }

  /// No digit has this bit.
  private static let noDigit: UInt8 = 0x40

  /// What each character stands for: a table, since every start waits for a million of them.
  private static let digits: [UInt8] = {
    var digits = [UInt8](repeating: noDigit, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (digit, character) in alphabet.utf8.enumerated() {
      digits[Int(character)] = UInt8(digit)
    }
    return digits
  }()
}
