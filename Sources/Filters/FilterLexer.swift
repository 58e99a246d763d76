/// A word, a text in quotes or a sign of a filter.
struct FilterToken: Equatable {
  enum Content: Equatable {
    /// Without quotes: a name, a number, an operator's word, or a value.
    case word(String)
    case quoted(String)
    case sign(String)
    case end
  }

  var content: Content
  /// Where it begins, in bytes of the text.
  var position: Int
}

/// Takes the text of a filter apart.
struct FilterLexer {
  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  /// The longest first.
  private static let signs = [
    "<=", ">=", "!=", "==", "=~", "!~", "&&", "||", "<", ">", "=", "~", "!", "(", ")", ",",
  ]
  private static let endOfWord = Set(" \t\r\n()=<>!~,&|\"'".utf8)

  mutating func next() throws(FilterError) -> FilterToken {
    while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) {
      position += 1
    }
    let start = position
    guard position < bytes.count else { return FilterToken(content: .end, position: start) }
    switch bytes[position] {
    case UInt8(ascii: "\""): return FilterToken(content: .quoted(try escaped()), position: start)
    case UInt8(ascii: "'"): return FilterToken(content: .quoted(try verbatim()), position: start)
    default: break
    }
    for sign in FilterLexer.signs where bytes[position...].starts(with: sign.utf8) {
      position += sign.utf8.count
      return FilterToken(content: .sign(sign), position: start)
    }
    while position < bytes.count, !FilterLexer.endOfWord.contains(bytes[position]) {
      position += 1
    }
    guard position > start else { throw error("what is this?", at: start) }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    return FilterToken(content: .word(word), position: start)
  }

  /// In double quotes: `\"` and `\\` are the signs, `\n`, `\r` and `\t` what they are elsewhere; any
  /// other backslash stands for itself, so that regular expressions can be read.
  private mutating func escaped() throws(FilterError) -> String {
    let start = position
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\"), position < bytes.count else {
        content.append(byte)
        continue
      }
      switch bytes[position] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): content.append(bytes[position])
      case UInt8(ascii: "n"): content.append(0x0a)
      case UInt8(ascii: "r"): content.append(0x0d)
      case UInt8(ascii: "t"): content.append(0x09)
      default: content += [byte, bytes[position]]
      }
      position += 1
    }
    throw error("this text has no closing quote", at: start)
  }

  /// In single quotes: all is as it stands.
  private mutating func verbatim() throws(FilterError) -> String {
    let start = position
    guard let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "'")) else {
      throw error("this text has no closing quote", at: start)
    }
    position = end + 1
    return String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
  }

  func error(_ message: String, at position: Int) -> FilterError {
    FilterError(message: message, position: position, text: text)
  }
}
