/// Decodes what the build embedded; Foundation's decoder would be the only reason to link it.
enum Base64 {
  /// The bytes, or nil if the text is not base64 (RFC 4648, padded).
  static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    for (index, character) in text.enumerated() {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = character - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = character - 71
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character + 4
      case UInt8(ascii: "+"): digit = 62
      case UInt8(ascii: "/"): digit = 63
      case UInt8(ascii: "=") where index >= text.count - padding: digit = 0
      default: return nil
      }
      group = group << 6 | UInt32(digit)
      if index % 4 == 3 {
        bytes += [UInt8(truncatingIfNeeded: group >> 16), UInt8(truncatingIfNeeded: group >> 8)]
        bytes.append(UInt8(truncatingIfNeeded: group))
        group = 0
      }
    }
    bytes.removeLast(padding)
    return bytes
  }
}
