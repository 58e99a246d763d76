import Terminal
import Testing

/// Bytes, and what a small screen shows after them.
struct ScreenCase: CustomTestStringConvertible, Sendable {
  let name: String
  let rows: Int
  let columns: Int
  let input: String
  let expected: [String]
  /// Row and column, if they matter.
  let cursor: (Int, Int)?

  init(
    _ name: String, _ rows: Int, _ columns: Int, _ input: String, _ expected: [String],
    at cursor: (Int, Int)? = nil
  ) {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.input = input
    self.expected = expected
    self.cursor = cursor
  }

  /// On four rows of eight columns.
  init(_ name: String, _ input: String, _ expected: [String], at cursor: (Int, Int)? = nil) {
    self.init(name, 4, 8, input, expected, at: cursor)
  }

  var testDescription: String { name }

  /// `^[` is ESC, so that sequences can be read.
  static func bytes(_ text: String) -> [UInt8] {
    Array(text.replacing("^[", with: "\u{1b}").utf8)
  }

  func check() {
    var screen = Screen(rows: rows, columns: columns)
    screen.feed(Self.bytes(input))
    let frame = Frame(screen)
    var lines = (0..<rows).map { frame.text(ofRow: $0) }
    while lines.count > expected.count, lines.last == "" { lines.removeLast() }
    #expect(lines == expected, "\(name)")
    if let cursor {
      #expect(
        frame.cursor.row == cursor.0 && frame.cursor.column == cursor.1, "\(name): \(frame.cursor)")
    }
    #expect(screen.invariantProblem == nil, "\(name)")
  }
}

extension Screen {
  /// A screen that has read a text in which `^[` is ESC.
  static func reading(
    _ text: String, rows: Int = 4, columns: Int = 8, historyLimit: Int = 0
  ) -> Screen {
    var screen = Screen(rows: rows, columns: columns, historyLimit: historyLimit)
    screen.feed(ScreenCase.bytes(text))
    return screen
  }

  mutating func read(_ text: String) {
    feed(ScreenCase.bytes(text))
  }
}
