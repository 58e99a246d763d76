/// Decodes UTF-8 byte by byte.
///
/// What is invalid becomes U+FFFD once for each maximal subpart, as Unicode (3.9) recommends and the WHATWG's
/// decoder does it: an incomplete sequence gives one, the byte that broke it is looked at anew.
struct UTF8Decoder: Equatable {
  /// The continuation bytes that are missing; 0: between characters.
  var missing: UInt8 = 0
  /// The bits so far.
  var value: UInt32 = 0
  /// What the next byte may be.
  var lowest: UInt8 = 0x80
  var highest: UInt8 = 0xbf

  enum Step {
    case incomplete
    case scalar(UInt32)
    /// The byte belongs to nothing.
    case invalid
    /// What was before the byte was cut off; the byte has not been taken.
    case invalidBefore
  }

  @inline(__always) var isIdle: Bool { missing == 0 }

  /// Forgets a character that was begun.
  mutating func reset() {
    self = UTF8Decoder()
  }

  /// Takes a byte that is not ASCII.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Step {
    if missing == 0 { return begin(byte) }
    if byte < lowest || byte > highest {
      reset()
      return .invalidBefore
    }
    lowest = 0x80
    highest = 0xbf
    value = value << 6 | UInt32(byte & 0x3f)
    missing -= 1
    return missing == 0 ? .scalar(value) : .incomplete
  }

  private mutating func begin(_ byte: UInt8) -> Step {
    switch byte {
    case 0xc2...0xdf:
      missing = 1
      value = UInt32(byte & 0x1f)
    case 0xe0...0xef:
      missing = 2
      value = UInt32(byte & 0xf)
      // Neither longer than needed nor a surrogate.
      if byte == 0xe0 { lowest = 0xa0 }
      if byte == 0xed { highest = 0x9f }
    case 0xf0...0xf4:
      missing = 3
      value = UInt32(byte & 7)
      // Neither longer than needed nor above U+10FFFF.
      if byte == 0xf0 { lowest = 0x90 }
      if byte == 0xf4 { highest = 0x8f }
    default: return .invalid
    }
    return .incomplete
  }
}
