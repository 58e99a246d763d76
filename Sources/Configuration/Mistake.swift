/// What is wrong with a value, as what follows the name of what it was meant for.
struct Mistake: Error, Equatable {
  private let predicate: String
  /// Whether it says no more than what is taken.
  let isOfForm: Bool

  /// A value that is not what is taken there.
  init(_ value: String, insteadOf takes: String) {
    self.init(insteadOf: takes, is: Printable.value(value))
  }

  /// Something of no value at all.
  init(insteadOf takes: String, is what: String) {
    predicate = " takes \(takes), and not \(what)"
    isOfForm = true
  }

  /// Something else.
  init(_ reason: String) {
    predicate = ": \(reason)"
    isOfForm = false
  }

  /// The sentence about a key, a flag or a variable.
  func sentence(about subject: String) -> String {
    subject + predicate
  }
}

/// Text of somebody else's making, for messages: without what a terminal would obey.
enum Printable {
  private static let longest = 80

  /// As it is, but for control characters.
  static func whole(_ text: String) -> String {
    text.unicodeScalars.map { escaped($0) ?? String(Character($0)) }.joined()
  }

  /// The same, and what is too long is cut.
  static func text(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let end = scalars.index(scalars.startIndex, offsetBy: longest, limitedBy: scalars.endIndex)
    guard let end, end < scalars.endIndex else { return whole(text) }
    return whole(String(scalars[..<end])) + "…"
  }

  /// In single quotes unless it is a number.
  static func value(_ text: String) -> String {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber && text.utf8.count <= 20 ? text : "'\(Self.text(text))'"
  }

  /// In double quotes, with escapes that both JSON and YAML know.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      default: quoted += escaped(scalar) ?? String(Character(scalar))
      }
    }
    return quoted + "\""
  }

  /// How a scalar is written that does not show as what it is; nil: it does.
  private static func escaped(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      break
    default: return nil
    }
    return scalar.utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
