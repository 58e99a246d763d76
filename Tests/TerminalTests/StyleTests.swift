import Terminal
import Testing

/// Colours and attributes, and what erasing leaves of them.
@Suite struct StyleTests {
  /// The style of the character that follows a sequence.
  private static func style(_ sequence: String) -> Cell {
    Frame(Screen.reading(sequence + "x"))[0, 0]
  }

  private static let attributeSamples: [(String, Attributes)] = [
    ("^[[1m", Attributes.bold), ("^[[2m", .dim), ("^[[3m", .italic), ("^[[4m", .underline),
    ("^[[5m", .blink), ("^[[6m", .blink), ("^[[7m", .inverse), ("^[[8m", .invisible),
    ("^[[9m", .strike), ("^[[21m", .underline), ("^[[1;2;22m", []), ("^[[3;23m", []),
    ("^[[4;24m", []), ("^[[5;25m", []), ("^[[7;27m", []), ("^[[8;28m", []), ("^[[9;29m", []),
    ("^[[1;3;4m^[[m", []), ("^[[1;3;4m^[[0m", []), ("^[[1;0;3m", .italic), ("^[[;4m", .underline),
    ("^[[4:3m", .underline), ("^[[4;4:0m", []), ("^[[58;5;1;4m", .underline),
    ("^[[58:2::1:2:3;1m", .bold),
    (
      "^[[1;2;3;4;5;7;8;9m",
      [
        .bold, .dim, .italic, .underline, .blink, .inverse, .invisible, .strike,
      ]
    ), ("^[[38;5m^[[1m", .bold), ("^[[>4;1m", []), ("^[[?4m", []),
  ]

  @Test("SGR", arguments: attributeSamples)
  func attributes(_ sequence: String, expected: Attributes) {
    #expect(Self.style(sequence).attributes == expected, "\(sequence)")
  }

  private static let colorSamples: [(String, Color, Color)] = [
    ("^[[31m", Color.palette(1), Color.standard), ("^[[97m", .palette(15), .standard),
    ("^[[42m", .standard, .palette(2)), ("^[[104m", .standard, .palette(12)),
    ("^[[31;42;39m", .standard, .palette(2)), ("^[[31;42;49m", .palette(1), .standard),
    ("^[[38;5;200m", .palette(200), .standard), ("^[[48;5;7m", .standard, .palette(7)),
    ("^[[38;5;256m", .standard, .standard), ("^[[38:5:200m", .palette(200), .standard),
    ("^[[38;2;1;2;3m", .rgb(1, 2, 3), .standard),
    ("^[[48;2;255;0;9m", .standard, .rgb(255, 0, 9)),
    ("^[[38:2:1:2:3m", .rgb(1, 2, 3), .standard), ("^[[38:2::1:2:3m", .rgb(1, 2, 3), .standard),
    ("^[[38:2:0:1:2:3:0:0m", .rgb(1, 2, 3), .standard),
    ("^[[38;2;1;2;300m", .standard, .standard), ("^[[38;2;1;2m", .standard, .standard),
    ("^[[38;5;1;42m", .palette(1), .palette(2)),
    ("^[[38;2;1;2;3;48;5;4m", .rgb(1, 2, 3), .palette(4)),
    ("^[[38:5m^[[42m", .standard, .palette(2)), ("^[[38m^[[41m", .standard, .palette(1)),
  ]

  @Test("Colours", arguments: colorSamples)
  func colors(_ sequence: String, foreground: Color, background: Color) {
    let cell = Self.style(sequence)
    #expect(cell.foreground == foreground && cell.background == background, "\(sequence)")
  }

  @Test(
    "What is erased, inserted and scrolled in has the background and nothing else",
    arguments: [
      "^[[K", "^[[J", "^[[2J", "^[[9X", "^[[9P", "^[[2;1H^[[M", "^[[1;1H^[[2L", "^[[2T", "^[[2S",
      "^[[9@", "^[[?1049h", "^[[2;1H\n", "^[[1;1H^[M",
    ])
  func erased(_ sequence: String) {
    let screen = Screen.reading("^[[H^[[31;44;1;7;4m\(sequence)", rows: 2, columns: 8)
    let frame = Frame(screen)
    let row = (0..<2).first { frame[$0, 5].background == .palette(4) }
    let cell = frame[row ?? 0, 5]
    #expect(cell.background == .palette(4), "\(sequence)")
    #expect(cell.foreground == .standard && cell.attributes == [], "\(sequence)")
    #expect(frame.text == "")
  }

  @Test("RIS and DECSTR end colours, DECRC brings them back")
  func saved() {
    #expect(Self.style("^[[31;1m^[c").foreground == .standard)
    #expect(Self.style("^[[31;1m^[[!p").attributes == [])
    #expect(Self.style("^[[31;1m^[7^[[m^[8").foreground == .palette(1))
    #expect(Self.style("^[[31;1m^[[?1049h").foreground == .palette(1))
  }

  @Test("The cursor's and the screen's modes")
  func modes() {
    #expect(Frame(Screen.reading("x")).cursor.isVisible)
    #expect(!Frame(Screen.reading("^[[?25l")).cursor.isVisible)
    #expect(Frame(Screen.reading("^[[?25l^[[?25h")).cursor.isVisible)
    #expect(Frame(Screen.reading("^[[?25l^[[!p")).cursor.isVisible)
    #expect(Frame(Screen.reading("^[[?5h")).isReversed)
    #expect(!Frame(Screen.reading("^[[?5h^[c")).isReversed)
    #expect(Screen.reading("^[[?2004h").isReadingCommand)
    #expect(!Screen.reading("^[[?2004h^[c").isReadingCommand)
  }
}
