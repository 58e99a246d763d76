/// Writes values so that ``YAMLReader``, and any other, reads them back.
enum YAMLText {
  /// A text on one line, in quotes where it needs them.
  static func scalar(_ text: String) -> String {
    isPlain(text) ? text : Printable.quoted(text)
  }

  /// In brackets.
  static func list(_ texts: [String]) -> String {
    "[" + texts.map(scalar).joined(separator: ", ") + "]"
  }

  /// Whether it is a value without quotes wherever it stands.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    return (isLetter(first) || first == UInt8(ascii: "/")) && last != UInt8(ascii: ":")
      && text.utf8.allSatisfy { isLetter($0) || "/._-:@%+".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
