/// Text that somebody hostile may have written, as it may go to a terminal.
///
/// Control characters, among them those that begin the terminal's commands, and characters that cannot be
/// seen or turn the order of the others around, are written as escapes: `\n`, `\x1b`, `\u{202e}`.
struct VisibleText {
  /// What stands for the rest of a text that was cut.
  static let ellipsis = "…"

  /// The text to print.
  private(set) var text = ""
  /// The cells that it takes.
  private(set) var width = 0

  /// All of a text.
  init(_ text: String) {
    for scalar in text.unicodeScalars { append(scalar) }
  }

  /// As much of a text as goes into so many cells; what is cut has an ellipsis at its end.
  init(_ text: String, cells: Int) {
    guard cells > 0 else { return }
    // Where the text ends, in bytes, if it turns out to be too long.
    var end = 0
    var widthAtEnd = 0
    for scalar in text.unicodeScalars {
      append(scalar)
      if width > cells {
        self.text = String(self.text.utf8.prefix(end)) ?? ""
        self.text += Self.ellipsis
        width = widthAtEnd + 1
        return
      }
      if width < cells {
        end = self.text.utf8.count
        widthAtEnd = width
      }
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    guard Self.isHidden(scalar) else {
      text.unicodeScalars.append(scalar)
      width += CellWidth.of(scalar)
      return
    }
    let escape = Self.escape(scalar)
    text += escape
    width += escape.utf8.count
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    if value < 0x7f { return value < 0x20 }
    if value < 0xa0 { return true }
    if value < 0xad { return false }
    switch scalar.properties.generalCategory {
    // They join letters, and are letters' business.
    case .format: return value != 0x200c && value != 0x200d
    case .lineSeparator, .paragraphSeparator, .control: return true
    default:
      // Selectors of variants that no font has, and blanks that are none.
      return (0xe0100...0xe01ef).contains(value) || value == 0x115f || value == 0x1160
        || value == 0x3164 || value == 0xffa0
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default: break
    }
    let digits = String(scalar.value, radix: 16)
    // As events have bytes that are no text.
    if scalar.value < 0x80 { return "\\x\(digits.count < 2 ? "0" : "")\(digits)" }
    return "\\u{\(digits)}"
  }
}
