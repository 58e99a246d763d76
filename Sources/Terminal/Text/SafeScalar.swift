/// What may be shown of a character that came from a recording.
///
/// Cells hold what the recorded terminal held. What leaves them, as text or for the investigator's terminal,
/// goes through here: no control character, nothing that turns the direction of writing or that nobody can see.
enum SafeScalar {
  case shown
  /// Harmless, but of no use where each character has its cell: joiners and variation selectors.
  case joining
  /// To be shown as U+FFFD: controls, bidi controls, line separators, tags, other invisible format characters,
  /// noncharacters.
  case replaced

  static let replacement: UInt32 = 0xfffd

  @inline(__always)
  static func judge(_ scalar: UInt32) -> SafeScalar {
    if scalar &- 0x20 < 0x5f || scalar &- 0x3400 < 0xa400 { return .shown }
    return judgeOther(scalar)
  }

  private static func judgeOther(_ scalar: UInt32) -> SafeScalar {
    switch scalar {
    case 0..<0x20, 0x7f..<0xa0: .replaced
    // Zero width joiner and non-joiner: scripts and pictures need them.
    case 0x200c, 0x200d: .joining
    case 0x34f, 0x180b...0x180d, 0x180f, 0xfe00...0xfe0f, 0xe0100...0xe01ef: .joining
    // Soft hyphen, Arabic letter mark, vowel separator, and fillers that look like blanks and are letters.
    case 0xad, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180e, 0x3164, 0xffa0: .replaced
    // Zero width space, marks, embeddings, overrides, isolates, separators, invisible operators.
    case 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f: .replaced
    // Byte order mark, annotations; the object replacement character can be seen.
    case 0xfeff, 0xfff0...0xfffb: .replaced
    // Surrogates and noncharacters.
    case 0xd800...0xdfff, 0xfdd0...0xfdef: .replaced
    // Shorthand and musical format controls, tags.
    case 0x1bca0...0x1bca3, 0x1d173...0x1d17a, 0xe0000...0xe0fff: .replaced
    case 0x11_0000...: .replaced
    default: scalar & 0xfffe == 0xfffe ? .replaced : .shown
    }
  }
}
