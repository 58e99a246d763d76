import Events

/// A JSON document of our own making: small, built once, written once.
enum JSONText: CustomStringConvertible, ExpressibleByStringLiteral {
  case null
  case flag(Bool)
  case number(Int)
  case string(String)
  case list([JSONText])
  /// The keys in this order.
  case object([(String, JSONText)])

  init(stringLiteral value: String) {
    self = .string(value)
  }

  /// `null` where there is nothing.
  init<Value>(_ value: Value?, _ convert: (Value) -> JSONText) {
    self = value.map(convert) ?? .null
  }

  static func strings(_ strings: some Sequence<String>) -> JSONText {
    .list(strings.map { .string($0) })
  }

  /// On one line.
  var description: String {
    switch self {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .number(let number): "\(number)"
    case .string(let string): Self.quoted(string)
    case .list(let elements):
      "[" + elements.map(\.description).joined(separator: ",") + "]"
    case .object(let fields):
      "{" + fields.map { "\(Self.quoted($0)):\($1)" }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ string: String) -> String {
    EventText.json(Array(string.utf8))
  }
}

extension String {
  /// Followed by blanks up to a width, and by one at least.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
