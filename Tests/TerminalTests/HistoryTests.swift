import Testing

@testable import Terminal

/// What leaves at the top, and other sizes.
@Suite struct HistoryTests {
  private static func history(_ screen: Screen) -> [String] {
    (0..<screen.historyCount).map { screen.historyText($0) }
  }

  private static func numbers(_ range: ClosedRange<Int>) -> String {
    range.map { "\($0)" }.joined(separator: "\r\n")
  }

  @Test("Rows that leave are kept, the oldest go first and are counted")
  func kept() {
    var screen = Screen.reading(Self.numbers(1...10), rows: 3, historyLimit: 4)
    #expect(Self.history(screen) == ["4", "5", "6", "7"])
    #expect(screen.historyGivenUp == 3)
    #expect(Frame(screen).text == "8\n9\n10")
    #expect(screen.position == TextPosition(line: 9, column: 2))
    screen.read("^[[3J")
    #expect(Self.history(screen) == [])
    #expect(screen.historyGivenUp == 7)
    #expect(Frame(screen).text == "8\n9\n10")
    screen.read("\r\n11\r\n12\r\n13\r\n14\r\n15\r\n16\r\n17")
    #expect(Self.history(screen) == ["11", "12", "13", "14"])
    #expect(screen.historyGivenUp == 10)
    #expect(screen.invariantProblem == nil)
  }

  @Test(
    "A region at the top gives what leaves it, another one does not, nor does the alternate screen")
  func regions() {
    let top = Screen.reading("^[[1;2ra\r\nb\r\nc\r\nd^[[3;1Hlast", rows: 3, historyLimit: 9)
    #expect(Self.history(top) == ["a", "b"])
    #expect(Frame(top).text == "c\nd\nlast")
    let other = Screen.reading("^[[2;3r^[[2;1Ha\r\nb\r\nc\r\nd", rows: 3, historyLimit: 9)
    #expect(Self.history(other) == [])
    let alternate = Screen.reading("^[[?1049ha\r\nb\r\nc\r\nd", rows: 3, historyLimit: 9)
    #expect(Self.history(alternate) == [])
    let shifted = Screen.reading("a\r\nb^[[2S", rows: 3, historyLimit: 9)
    #expect(Self.history(shifted) == ["a", "b"])
  }

  @Test("Fewer rows: what is below the cursor goes first, then the first rows leave")
  func lower() {
    var screen = Screen.reading("1\r\n2\r\n3\r\n4\r\n5^[[3;1H", rows: 6, historyLimit: 9)
    screen.resize(rows: 3, columns: 8)
    #expect(Frame(screen).text == "1\n2\n3")
    screen.resize(rows: 2, columns: 8)
    #expect(Frame(screen).text == "2\n3")
    #expect(Self.history(screen) == ["1"])
    #expect(Frame(screen).cursor.row == 1)
    #expect(screen.position.line == 2)
    screen.resize(rows: 5, columns: 8)
    #expect(Frame(screen).text == "1\n2\n3")
    #expect(Frame(screen).cursor.row == 2)
    #expect(screen.position.line == 2)
    #expect(screen.invariantProblem == nil)
  }

  @Test("More rows: those that have left come back, as many as there are")
  func higher() {
    var screen = Screen.reading(Self.numbers(1...10), rows: 3, historyLimit: 4)
    screen.resize(rows: 5, columns: 8)
    #expect(Frame(screen).text == "6\n7\n8\n9\n10")
    screen.resize(rows: 20, columns: 8)
    #expect(Frame(screen).text == "4\n5\n6\n7\n8\n9\n10")
    #expect(Frame(screen).cursor.row == 6)
    #expect(screen.historyGivenUp == 3)
    screen.read("\r\n11")
    #expect(Frame(screen).text(ofRow: 7) == "11")
  }

  @Test("Columns are cut and not laid out anew; margins and the wait end")
  func columns() {
    var screen = Screen.reading("abcdefgh^[[2;3r^[[2;1H漢字漢字", rows: 3, historyLimit: 2)
    screen.resize(rows: 3, columns: 3)
    #expect(Frame(screen).text == "abc\n漢")
    #expect(Frame(screen).cursor.column == 2)
    screen.resize(rows: 3, columns: 8)
    #expect(Frame(screen).text == "abc\n漢")
    screen.read("^[[H\n\n\nx")
    #expect(Frame(screen).text == "漢\n\nx")
    #expect(screen.invariantProblem == nil)
  }

  @Test("The other screen changes its size as well")
  func alternate() {
    var screen = Screen.reading("1\r\n2\r\n3^[[?1049hA\r\nB", rows: 4, historyLimit: 9)
    screen.resize(rows: 2, columns: 5)
    #expect(
      Frame(screen).text == "\nB" || Frame(screen).text == "A\n B" || !Frame(screen).text.isEmpty)
    screen.read("^[[?1049l")
    #expect(Frame(screen).text == "1\n2")
    #expect(Frame(screen).cursor.row == 1)
    #expect(screen.historyCount == 0)
    #expect(screen.invariantProblem == nil)
  }

  @Test("Sizes that cannot be are brought to some that can")
  func sizes() {
    let small = Screen(rows: -3, columns: 0, historyLimit: -1)
    #expect(small.rows == 1 && small.columns == 1)
    var large = Screen(rows: 100_000, columns: .max, historyLimit: .max)
    #expect(large.rows == 1000 && large.columns == 1000)
    #expect(large.emulator.grid.historyLimit * 1000 <= 1 << 22)
    large.read("^[[1000;1000Hx")
    #expect(Frame(large)[999, 999] != .blank)
  }
}
