/// How answers say numbers, times and lists.
enum Words {
  /// `1 port`, `2 ports`.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  /// `a, b and c`; of more than `most` the first of them and how many more.
  static func list(_ texts: [String], most: Int = 12) -> String {
    if texts.count > most {
      return texts.prefix(most).joined(separator: ", ") + " and \(texts.count - most) more"
    }
    guard texts.count > 1, let last = texts.last else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Numbers with ranges: `22, 80-82 and 443`.
  static func ranges(_ numbers: [UInt16], most: Int = 12) -> String {
    var parts: [ClosedRange<UInt16>] = []
    for number in numbers.sorted() {
      if let last = parts.last, last.upperBound < .max, last.upperBound + 1 == number {
        parts[parts.count - 1] = last.lowerBound...number
      } else if parts.last?.upperBound != number {
        parts.append(number...number)
      }
    }
    let texts = parts.flatMap { part in
      part.count > 2
        ? ["\(part.lowerBound)-\(part.upperBound)"] : part.map(String.init)
    }
    return list(texts, most: most)
  }

  /// See ``SpanText``.
  static func duration(_ nanoseconds: Int64) -> String { SpanText.text(nanoseconds) }

  /// A moment as clocks here show it.
  static func time(_ nanoseconds: Int64) -> String { TimeText().text(nanoseconds) }

  /// A command as somebody could have typed it.
  static func command(_ argv: [String]) -> String {
    argv.map(word).joined(separator: " ")
  }

  /// The last part of a path.
  static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func word(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        case 0x80...: true
        default: "-_./:=,+@%[]{}^~".utf8.contains(byte)
        }
      }
    return isPlain ? text : "'\(text.replacing("'", with: #"'\''"#))'"
  }
}
