import Glibc

/// Texts of a line, which the walk through it has found to be well-formed.
extension Span<UInt8> {
  package var hasEscape: Bool {
    // Safety: memchr looks at these bytes only.
    unsafe withUnsafeBufferPointer { bytes in
      guard let start = unsafe bytes.baseAddress else { return false }
      return unsafe memchr(start, Int32(UInt8(ascii: "\\")), bytes.count) != nil
    }
  }

  /// Where the text is, without its quotes, whose opening one stands there; nil where there is none.
  package func text(at position: Int) -> Range<Int>? {
    guard position < count, self[position] == UInt8(ascii: "\"") else { return nil }
    return position + 1..<bytes.closingQuote(from: position + 1)
  }

  /// Appends the texts of a list, without escapes and with spaces between them.
  package func appendJoined(to bytes: inout [UInt8]) {
    var position = 1
    while let text = text(at: position) {
      if position > 1 { bytes.append(UInt8(ascii: " ")) }
      extracting(text).appendUnescaped(to: &bytes)
      position = text.upperBound + 2
    }
  }

  /// Appends the text that is meant, without escapes.
  package func appendUnescaped(to bytes: inout [UInt8]) {
    var position = 0
    while position < count {
      let byte = self[position]
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        position += 1
        continue
      }
      let letter = self[position + 1]
      position += 2
      switch letter {
      case UInt8(ascii: "b"): bytes.append(0x08)
      case UInt8(ascii: "f"): bytes.append(0x0c)
      case UInt8(ascii: "n"): bytes.append(0x0a)
      case UInt8(ascii: "r"): bytes.append(0x0d)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "u"):
        // Half of a pair is no character: an encoder of events writes control characters only.
        let scalar = Unicode.Scalar(hexadecimal(at: position)) ?? "\u{fffd}"
        bytes += Array(String(scalar).utf8)
        position += 4
      default: bytes.append(letter)
      }
    }
  }

  private func hexadecimal(at position: Int) -> UInt16 {
    var number: UInt16 = 0
    for offset in 0..<4 {
      let byte = self[position + offset]
      let digit = byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : (byte | 0x20) - 87
      number = number << 4 | UInt16(digit)
    }
    return number
  }
}
