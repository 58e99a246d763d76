/// A set of characters that can be designated as G0 to G3.
enum Charset: UInt8 {
  case ascii
  /// DEC special graphics: lines and symbols.
  case graphics
  /// With a pound sign for `#`.
  case british

  /// The set that a final byte of a designation names; others than these stand for ASCII, as UTF-8 leaves them no use.
  init(final: UInt8) {
    switch final {
    case UInt8(ascii: "0"), UInt8(ascii: "2"): self = .graphics
    case UInt8(ascii: "A"): self = .british
    default: self = .ascii
    }
  }

  /// What an ASCII byte stands for.
  func scalar(_ byte: UInt8) -> UInt32 {
    switch self {
    case .ascii: UInt32(byte)
    case .graphics: byte >= 0x5f && byte < 0x7f ? Self.symbols[Int(byte) - 0x5f] : UInt32(byte)
    case .british: byte == UInt8(ascii: "#") ? 0xa3 : UInt32(byte)
    }
  }

  /// From `_` to `~`.
  private static let symbols: [UInt32] = [
    0x20, 0x25c6, 0x2592, 0x2409, 0x240c, 0x240d, 0x240a, 0xb0, 0xb1, 0x2424, 0x240b, 0x2518,
    0x2510, 0x250c, 0x2514, 0x253c, 0x23ba, 0x23bb, 0x2500, 0x23bc, 0x23bd, 0x251c, 0x2524, 0x2534,
    0x252c, 0x2502, 0x2264, 0x2265, 0x3c0, 0x2260, 0xa3, 0xb7,
  ]
}
