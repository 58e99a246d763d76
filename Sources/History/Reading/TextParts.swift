import Events
import Filters

/// Parts that a text has for certain if a test holds for it, as they stand in a segment: to look for before
/// the test itself is asked.
struct TextParts {
  /// The text has all parts of one of these.
  private(set) var choices: [[String]] = []
  /// Whether capital and small letters may be others.
  private(set) var ignoresCase = false

  /// - Returns: nil: there are none that could be looked for.
  init?(_ clause: FilterClause) {
    switch clause.test {
    case .oneOf(let values):
      for value in values {
        guard case .text(let text) = value else { return nil }
        choices.append([text])
      }
    case .text(let test, let text, let ignoresCase):
      self.ignoresCase = ignoresCase
      switch test {
      case .contains, .startsWith, .endsWith: choices = [[text]]
      // A backslash takes the meaning of what follows it.
      case .like where !text.contains("\\"):
        choices = [text.split { $0 == "*" || $0 == "?" }.map(String.init)]
      case .like, .matches: return nil
      }
    case .exists, .compares: return nil
    }
    choices = choices.map { parts in
      parts.flatMap { part in
        // Between the arguments of a command line are no blanks in a segment, but quotes.
        clause.field.isJoined ? part.split(separator: " ").map(String.init) : [part]
      }.filter { part in
        // What begins or ends within an escape is beyond SQL.
        !part.isEmpty && EventText.json(Array(part.utf8)) == "\"\(part)\""
      }
    }
    if choices.contains(where: \.isEmpty) { return nil }
  }
}
