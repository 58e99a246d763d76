/// How a text stands out on a terminal.
enum TextStyle: Sendable {
  case plain
  case heading
  case dim
  case good
  case warning
  case bad
  case name

  /// The text with what the terminal is told before and behind it.
  func applied(to text: String, hasColor: Bool) -> String {
    guard hasColor, !text.isEmpty, let code else { return text }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }

  private var code: String? {
    switch self {
    case .plain: nil
    case .heading: "1"
    case .dim: "2"
    case .good: "32"
    case .warning: "33"
    case .bad: "31"
    case .name: "36"
    }
  }
}
