import Testing

@testable import lookback

@Suite struct TextTableTests {
  private static let columns: [TextTable.Column] = [
    .init("time"), .init("pid", .right), .init("command"),
  ]

  private static func table(
    _ traits: OutputTraits, sampleSize: Int = 512, columns: [TextTable.Column] = columns,
    _ rows: [[TextTable.Cell]]
  ) throws -> [String] {
    var text = ""
    let table = TextTable(columns, traits, sampleSize: sampleSize) { text += $0 }
    for row in rows { try table.append(row) }
    try table.finish()
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func terminal(_ width: Int) -> OutputTraits {
    OutputTraits(isTerminal: true, width: width, hasColor: false)
  }

  @Test("Columns are aligned, numbers to the right, and no line ends with blanks")
  func aligned() throws {
    let lines = try Self.table(
      .pipe,
      [
        ["14:05", "1", "ls"], ["日本", "4711", ""], ["", "12", "cat \u{1b}[2J"], ["x"],
        ["e\u{301}e", "", "y"],
      ])
    #expect(
      lines == [
        "time    pid  command", "14:05     1  ls", "日本   4711", "         12  cat \\x1b[2J", "x",
        "e\u{301}e           y", "",
      ])
  }

  @Test("Without rows there is nothing")
  func empty() throws {
    #expect(try Self.table(.pipe, []) == [""])
  }

  @Test("In a pipe nothing is cut, and what is very long does not move the other rows")
  func pipe() throws {
    let long = String(repeating: "x", count: 500)
    let lines = try Self.table(.pipe, [[.init(long), "1", .init(long)], ["a", "2", "b"]])
    #expect(lines[1] == "\(long)    1  \(long)")
    #expect(lines[2] == "a" + String(repeating: " ", count: 47 + 4) + "2  b")
  }

  @Test(
    "On a terminal lines are as long as it is wide, the widest texts are cut first, numbers never")
  func narrow() throws {
    let rows: [[TextTable.Cell]] = [
      ["14:05:07", "1234567", "a command that is rather long for such a terminal"],
      ["a path that is long as well, and longer", "1", "b"],
    ]
    for width in [30, 40, 60, 80] {
      let lines = try Self.table(Self.terminal(width), rows)
      #expect(lines.allSatisfy { $0.count <= width })
      #expect(lines[1].contains(" 1234567  "))
      #expect(lines[1].count == width && lines[1].hasSuffix("…"))
    }
    #expect(try Self.table(Self.terminal(120), rows)[1].hasSuffix("such a terminal"))
    #expect(
      try Self.table(Self.terminal(40), rows) == [
        "time                pid  command", "14:05:07        1234567  a command that…",
        "a path that i…        1  b", "",
      ])
  }

  @Test("However narrow it is", arguments: 1...25)
  func narrower(_ width: Int) throws {
    let lines = try Self.table(
      Self.terminal(width), [["some text", "1234567", "日本語日本語日本語"], ["x", "1", "y"]])
    for line in lines { #expect(VisibleText(line).width <= width, "\(line)") }
  }

  @Test("Rows behind the sample keep to its widths")
  func later() throws {
    let rows: [[TextTable.Cell]] = [["a", "1", "x"], ["bb", "22", "y"], ["cccc", "333", "z"]]
    #expect(
      try Self.table(
        .pipe, sampleSize: 2, columns: [.init("t"), .init("n", .right), .init("c")], rows) == [
          "t    n  c", "a    1  x", "bb  22  y", "cccc  333  z", "",
        ])
    #expect(
      try Self.table(
        Self.terminal(80), sampleSize: 2, columns: [.init("t"), .init("n", .right), .init("c")],
        rows)[3]
        == "c…  333  z")
  }

  @Test("Colours are around texts, not around blanks, and texts have none of their own")
  func colors() throws {
    let traits = OutputTraits(isTerminal: true, width: 40, hasColor: true)
    let lines = try Self.table(
      traits, columns: [.init("a"), .init("b")],
      [[.init("x\u{1b}[31m", .bad), "y"], [.init("", .bad), "z"]])
    #expect(
      lines == [
        "\u{1b}[1ma\u{1b}[0m          \u{1b}[1mb\u{1b}[0m",
        "\u{1b}[31mx\\x1b[31m\u{1b}[0m  y", "           z", "",
      ])
  }
}
