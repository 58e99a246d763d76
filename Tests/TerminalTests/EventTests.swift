import Testing

@testable import Terminal

/// What happened beside cells, and the commands that were entered.
@Suite struct EventTests {
  private static func events(_ text: String) -> [TerminalEvent.Kind] {
    var screen = Screen.reading(text, rows: 4, columns: 40)
    return screen.takeEvents().map(\.kind)
  }

  @Test("Bells, titles, screens, marks")
  func kinds() {
    #expect(Self.events("a\u{7}b") == [.bell])
    #expect(
      Self.events("^[]0;both\u{7}^[]1;icon^[\\^[]2;window\u{7}") == [
        .title("both"), .iconName("icon"), .title("window"),
      ])
    #expect(
      Self.events("^[[?1049h^[[?1049h^[[?1049l^[[?47h") == [
        .alternateScreen(true), .alternateScreen(false), .alternateScreen(true),
      ])
    #expect(
      Self.events("^[]133;A\u{7}^[]133;B\u{7}^[]133;C\u{7}^[]133;D;0\u{7}^[]133;X\u{7}") == [
        .promptMark("A"), .promptMark("B"), .promptMark("C"), .promptMark("D"),
      ])
    #expect(Self.events("^[c") == [.reset])
    #expect(
      Self.events("^[]52;c;QUJD\u{7}^[]8;;http://x\u{7}^[]4;1;?\u{7}^[]x\u{7}") == [])
  }

  @Test("Titles are data: bounded, without controls and what misleads")
  func titles() {
    var screen = Screen.reading("^[]0;a\u{202e}b\u{9}c\u{1}d\u{200b}\u{7}")
    #expect(screen.title == "a\u{fffd}bcd\u{fffd}")
    screen.read("^[]2;" + String(repeating: "x", count: 9000) + "\u{7}")
    #expect(screen.title.count == 256)
    screen.read("^[]2;")
    screen.feed([0x41, 0xff, 0x42, 0x07])
    #expect(screen.title == "A\u{fffd}B")
    // A title that is broken off is none.
    screen.read("^[]2;new^[[m")
    #expect(screen.title == "A\u{fffd}B")
    #expect(screen.iconName == "a\u{fffd}bcd\u{fffd}")
  }

  @Test("Where it happened, however the stream is cut")
  func places() {
    let bytes = ScreenCase.bytes("ab\r\ncd\u{7}e^[]0;t^[\\f^[[?2004h")
    var screen = Screen(rows: 3, columns: 10)
    for byte in bytes { screen.feed([byte]) }
    #expect(
      screen.takeEvents() == [
        TerminalEvent(kind: .bell, offset: 7, position: TextPosition(line: 1, column: 2)),
        TerminalEvent(kind: .title("t"), offset: 15, position: TextPosition(line: 1, column: 3)),
        TerminalEvent(
          kind: .promptReady, offset: UInt64(bytes.count),
          position: TextPosition(line: 1, column: 4)),
      ])
    #expect(screen.takeEvents() == [])
  }

  /// Pieces as they come from a terminal; the prompt ends with the piece that turns bracketed paste on.
  private static func commands(
    _ pieces: [String], rows: Int = 5, columns: Int = 20, historyLimit: Int = 10
  ) -> [ShownCommand?] {
    var screen = Screen(rows: rows, columns: columns, historyLimit: historyLimit)
    var commands: [ShownCommand?] = []
    for piece in pieces {
      screen.read(piece)
      for event in screen.takeEvents() {
        switch event.kind {
        case .promptReady: screen.markPromptEnd()
        case .commandEntered(let command): commands.append(command)
        default: break
        }
      }
    }
    return commands
  }

  private static func text(_ pieces: [String], columns: Int = 20) -> String? {
    commands(pieces, columns: columns).last??.text
  }

  @Test("Commands in bash: the prompt comes after the mark")
  func bash() {
    #expect(Self.text(["^[[?2004huser$ ", "ls", "\r\n", "^[[?2004l\r", "file\r\n"]) == "ls")
    // Taken back and mended.
    #expect(
      Self.text([
        "^[[?2004huser$ ", "lx", "\u{8}^[[K", "s -l", "\r\n^[[?2004l\r",
      ]) == "ls -l")
    // The cursor is in the middle when Enter is pressed.
    #expect(
      Self.text([
        "^[[?2004huser$ ", "echo b", "\u{8}a b\u{8}\u{8}", "\r\n^[[?2004l\r",
      ]) == "echo a b")
    // Nothing typed.
    #expect(Self.text(["^[[?2004huser$ ", "\r\n^[[?2004l\r"]) == "")
    // A blank inside where the row ends, and rows that were wrapped.
    #expect(
      Self.text(
        [
          "^[[?2004huser$ ", "0123456789abc de", "\r\n^[[?2004l\r",
        ], columns: 20) == "0123456789abc de")
    #expect(
      Self.text(["^[[?2004h$ ", "01234567 ", "9ab", "\r\n^[[?2004l\r"], columns: 11)
        == "01234567 9ab")
    // Several lines pasted.
    #expect(
      Self.text(["^[[?2004h$ ", "for x\r\ndo y\r\ndone", "\r\n^[[?2004l\r"])
        == "for x\ndo y\ndone")
  }

  @Test("Commands in zsh: the prompt comes before the mark")
  func zsh() {
    #expect(Self.text(["user% ^[[K^[[?2004h", "ls", "^[[?2004l\r\r\n"]) == "ls")
  }

  @Test("A mark of the shell's own says it exactly")
  func marks() {
    var screen = Screen(rows: 5, columns: 20)
    screen.read("^[[?2004h^[]133;A\u{7}user$ ^[]133;B\u{7}ec")
    screen.markPromptEnd()
    screen.read("ho")
    #expect(screen.shownCommand == ShownCommand(text: "echo", isCut: false))
    screen.read("\r\n^[[?2004l\r")
    #expect(
      screen.takeEvents().last?.kind == .commandEntered(ShownCommand(text: "echo", isCut: false)))
    #expect(screen.shownCommand == nil)
  }

  @Test("A command that has scrolled is followed; one whose beginning is gone is cut")
  func scrolled() {
    let long = (1...6).map { "row\($0)" }.joined(separator: "\r\n")
    let pieces = ["\r\n\r\n\r\n^[[?2004h$ ", long, "\r\n^[[?2004l\r"]
    #expect(
      Self.commands(pieces, rows: 4).last
        == ShownCommand(
          text: "row1\nrow2\nrow3\nrow4\nrow5\nrow6", isCut: false))
    #expect(
      Self.commands(pieces, rows: 4, historyLimit: 0).last
        == ShownCommand(
          text: "row4\nrow5\nrow6", isCut: true))
    let much = String(repeating: "0123456789\r\n", count: 3000)
    #expect(
      Self.commands(
        ["^[[?2004h$ ", much, "^[[?2004l"], rows: 900, historyLimit: 9000
      ).last??.isCut == true)
  }

  @Test("Brackets that do not belong together")
  func odd() {
    #expect(Self.commands(["^[[?2004l", "x^[[?2004l"]) == [])
    #expect(
      Self.commands(["^[[?2004h$ ", "^[[?2004h$ ", "a\r\n^[[?2004l", "^[[?2004l"])
        == [ShownCommand(text: "a", isCut: false)])
    // Seen from the alternate screen there is no prompt.
    #expect(Self.commands(["^[[?1049h^[[?2004h", "a", "^[[?2004l"]) == [nil])
    #expect(Self.commands(["^[[?2004h$ a^[[3;3H^[[2J^[[H^[[?2004l"]).count == 1)
  }

  @Test("What is left out is counted")
  func counters() {
    let screen = Screen.reading(
      "^[[c^[[6n^[[?1$p^[P1$qm^[\\^[]52;c;QQ==\u{7}^[]0;x\u{18}^[[1zé\u{301}\u{18}")
    #expect(screen.counters.queries == 3)
    #expect(screen.counters.strings == 3)
    #expect(screen.counters.stringBytes == 4 + 9 + 3)
    #expect(screen.counters.stringsCancelled == 1)
    #expect(screen.counters.clipboardRequests == 1)
    #expect(screen.counters.unknownSequences == 1)
    #expect(screen.counters.invalidText == 0)
  }
}
