import TestSupport
import Testing

@testable import Terminal

/// What leaves a frame.
@Suite struct FrameTests {
  /// Whether bytes are what `render` promises, and nothing else.
  private static func problem(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return "no UTF-8" }
    var rest = Substring(text)
    while let scalar = rest.unicodeScalars.first {
      if scalar == "\u{1b}" {
        guard let match = rest.prefixMatch(of: /\u{1b}\[[0-9;]*[mHK]/) else {
          return "a sequence: \(rest.prefix(10).debugDescription)"
        }
        rest = rest[match.range.upperBound...]
        continue
      }
      if SafeScalar.judge(scalar.value) != .shown { return "U+\(String(scalar.value, radix: 16))" }
      rest.unicodeScalars.removeFirst()
    }
    return nil
  }

  /// The cells that a terminal shows that was sent the bytes.
  private static func shown(_ screen: inout Screen, _ bytes: [UInt8]) -> Frame {
    screen.feed(bytes)
    return Frame(screen)
  }

  @Test("A frame that is drawn on another screen is the same, whole and by differences")
  func roundTrip() {
    var generator = Generator(seed: 9000)
    for number in 0..<1500 {
      let (rows, columns) = [(4, 20), (3, 7), (1, 1), (2, 2), (6, 33)][number % 5]
      var screen = Screen(rows: rows, columns: columns)
      var terminal = Screen(rows: rows, columns: columns)
      var previous: Frame?
      for _ in 0..<5 {
        screen.feed(Streams.random(&generator, count: 60))
        screen.read("^[[?5l")
        let frame = Frame(screen)
        let bytes = frame.render(after: previous)
        if let problem = Self.problem(bytes) {
          Issue.record("\(problem)")
          return
        }
        let drawn = Self.shown(&terminal, bytes)
        if let difference = Self.difference(frame, drawn) {
          Issue.record("\(difference)")
          return
        }
        previous = frame
      }
    }
  }

  /// Where a frame was drawn otherwise; what must not be drawn aside.
  private static func difference(_ frame: Frame, _ drawn: Frame) -> String? {
    if frame.cursor.row != drawn.cursor.row || frame.cursor.column != drawn.cursor.column {
      return "the cursor is at \(drawn.cursor), not \(frame.cursor)"
    }
    for row in 0..<frame.rows {
      for column in 0..<frame.columns {
        let cell = frame[row, column]
        let other = drawn[row, column]
        let scalars = frame.recordedScalars(row, column)
        let isReplaced = scalars.contains { SafeScalar.judge($0) == .replaced }
        let expected =
          isReplaced ? [0xfffd] : scalars.filter { SafeScalar.judge($0) == .shown }
        if isReplaced, cell.width == 2 { continue }
        if drawn.recordedScalars(row, column) != expected {
          return "\(row), \(column): \(drawn.recordedScalars(row, column)), not \(expected)"
        }
        let isBlank = scalars == [0x20]
        if isBlank ? other.background != cell.background : !other.hasStyle(of: cell) {
          return "\(row), \(column): \(other), not \(cell)"
        }
      }
    }
    return nil
  }

  @Test(
    "What must not reach a terminal",
    arguments: [
      "a\u{202e}b", "a\u{2066}b", "a\u{200b}b", "a\u{feff}b", "a\u{e0041}b", "a\u{ad}b",
      "a\u{61c}b",
      "a\u{2028}b", "a\u{fff9}b", "a\u{3164}", "a\u{200f}", "\u{ffff}", "\u{1fffe}", "a\u{115f}",
    ])
  func dangerous(_ text: String) {
    let frame = Frame(Screen.reading(text, rows: 1, columns: 8))
    let rendered = String(decoding: frame.render(), as: UTF8.self)
    #expect(Self.problem(frame.render()) == nil)
    #expect(rendered.contains("\u{fffd}"))
    #expect(frame.text.unicodeScalars.contains("\u{fffd}"))
    #expect(!frame.text.unicodeScalars.contains { SafeScalar.judge($0.value) == .replaced })
  }

  @Test("Joiners are in the text and not drawn")
  func joiners() {
    let frame = Frame(Screen.reading("👩\u{200d}👩 ❤\u{fe0f}", rows: 1, columns: 10))
    #expect(frame.text == "👩\u{200d}👩 ❤\u{fe0f}")
    #expect(Self.problem(frame.render()) == nil)
    #expect(!String(decoding: frame.render(), as: UTF8.self).unicodeScalars.contains("\u{200d}"))
  }

  @Test("The bytes of a small frame")
  func bytes() {
    func text(_ bytes: [UInt8]) -> String {
      String(decoding: bytes, as: UTF8.self).replacing("\u{1b}", with: "^[")
    }
    let before = Screen.reading("^[[1;31mab^[[m cd\r\n漢x", rows: 2, columns: 8)
    #expect(
      text(Frame(before).render())
        == "^[[1;1H^[[0;1;31mab^[[0m cd^[[K^[[2;1H漢^[[2;3Hx^[[K^[[0m^[[2;4H")
    var after = before
    after.read("^[[1;5H^[[42mY")
    #expect(
      text(Frame(after).render(after: Frame(before)))
        == "^[[1;5H^[[0;42mY^[[0m^[[1;6H")
    #expect(text(Frame(before).render(after: Frame(before))) == "^[[0m^[[2;4H")
    #expect(text(Frame(after).render(after: Frame(before), firstRow: 10)).hasPrefix("^[[11;5H"))
    // Cut, with half a character at the edge.
    #expect(
      text(Frame(before).render(within: (2, 1)))
        == "^[[1;1H^[[0;1;31ma^[[2;1H^[[0m ^[[0m^[[2;1H")
    #expect(text(Frame(before).render(within: (0, 0))) == "^[[0m^[[1;1H")
    let hidden = Frame(Screen.reading("^[[8mpw", rows: 1, columns: 3))
    #expect(text(hidden.render()).contains("^[[0;8mpw"))
    #expect(!text(hidden.render(revealsInvisible: true)).contains("8m"))
    let reversed = Frame(Screen.reading("^[[?5ha^[[7mb", rows: 1, columns: 3))
    #expect(text(reversed.render()) == "^[[1;1H^[[0;7ma^[[0mb^[[0;7m ^[[0m^[[1;3H")
  }

  @Test("A coloured blank is not drawn beyond the frame")
  func edges() {
    let frame = Frame(Screen.reading("^[[44m^[[2J", rows: 2, columns: 4))
    var wide = Screen.reading("01234567\r\n01234567", rows: 2, columns: 8)
    let shown = Self.shown(&wide, frame.render())
    #expect(shown.text == "    4567\n    4567")
    #expect(shown[1, 3].background == .palette(4) && shown[1, 4].background == .standard)
  }

  @Test("Equal is what looks the same")
  func equality() {
    let written = Frame(Screen.reading("e\u{301} a\u{301}^[[H", rows: 1, columns: 8))
    let mended = Frame(
      Screen.reading("o\u{302}a\u{301}^[[2Jx^[[He\u{301} a\u{301}^[[H", rows: 1, columns: 8))
    #expect(written == mended)
    #expect(written != Frame(Screen.reading("e\u{301} a\u{300}^[[H", rows: 1, columns: 8)))
    #expect(written != Frame(Screen.reading("e\u{301} a\u{301}", rows: 1, columns: 8)))
    #expect(written != Frame(Screen.reading("e\u{301} a\u{301}^[[H", rows: 2, columns: 8)))
    #expect(
      written[-1, 0] == .blank && written[0, 99] == .blank
        && written.recordedScalars(9, 9) == [0x20])
  }
}
