import TestSupport
import Testing

@testable import Terminal

/// Lines as they were shown.
@Suite struct TextLinesTests {
  private struct Found: Equatable {
    var text: String
    var offset: Int
    var reason: ShownLine.Reason
    var isAlternate = false

    init(_ text: String, _ offset: Int, _ reason: ShownLine.Reason, isAlternate: Bool = false) {
      self.text = text
      self.offset = offset
      self.reason = reason
      self.isAlternate = isAlternate
    }
  }

  private static func lines(
    _ input: String, rows: Int = 4, columns: Int = 20, resizing: (Int, Int)? = nil
  ) -> [Found] {
    var lines = TextLines(rows: rows, columns: columns)
    var found: [Found] = []
    let take: (ShownLine, Span<UInt8>) -> Void = { line, text in
      let bytes = text.indices.map { text[$0] }
      found.append(
        Found(
          String(decoding: bytes, as: UTF8.self), Int(line.offset), line.reason,
          isAlternate: line.isAlternate))
    }
    lines.feed(ScreenCase.bytes(input).span, take)
    if let resizing { lines.resize(rows: resizing.0, columns: resizing.1, take) }
    lines.finish(take)
    return found
  }

  private static func texts(_ input: String, rows: Int = 4, columns: Int = 20) -> [String] {
    lines(input, rows: rows, columns: columns).map(\.text)
  }

  @Test("Lines end, and the last one is there at the end")
  func simple() {
    #expect(
      Self.lines("one\r\ntwo\r\n\r\nthree") == [
        Found("one", 3, .ended), Found("two", 8, .ended), Found("three", 17, .last),
      ])
    #expect(Self.lines("") == [])
    #expect(Self.texts("漢字 e\u{301}\r\na\u{202e}b\r\n") == ["漢字 e\u{301}", "a\u{fffd}b"])
    #expect(Self.texts("^[[31mre^[[42md^[[0m\r\n") == ["red"])
  }

  @Test("What is taken back is not found, what is put together is")
  func edits() {
    #expect(Self.texts("$ pasz\u{8}^[[Kswd\r\n") == ["$ passwd"])
    #expect(Self.texts("$ lx\u{8} \u{8}s\r\n") == ["$ ls"])
    #expect(Self.texts("$ cat\u{8}\u{8}\u{8}^[[4@net\r\n") == ["$ net cat"])
    #expect(Self.texts("$ abc\u{8}\u{8}\u{8}^[[2P\r\n") == ["$ c"])
    #expect(Self.texts("c^[[2;2Hx^[[1;2Hat\r\n") == ["cat", " x"])
  }

  @Test("What is overwritten or erased is told before")
  func overwritten() {
    #expect(
      Self.lines("secret\rpublic\r\n") == [
        Found("secret", 6, .overwritten), Found("public", 13, .ended),
      ])
    #expect(Self.texts("10%\r20%\r30%\r\n") == ["10%", "20%", "30%"])
    #expect(Self.texts("secret^[[1Gpublic") == ["secret", "public"])
    #expect(
      Self.lines("secret\r^[[Kpublic\r\n") == [
        Found("secret", 6, .erased), Found("public", 16, .ended),
      ])
    #expect(Self.texts("secret^[[2J^[[Hx") == ["secret", "x"])
    #expect(Self.texts("secret^[[2Kx") == ["secret", "      x"])
    #expect(Self.texts("secret\rx^[c") == ["secret", "xecret"])
    #expect(Self.texts("secret^[[M") == ["secret"])
    #expect(Self.texts("one^[[4Htwo^[[1H^[[L") == ["two", "one"])
    #expect(Self.texts("a^[[Hb^[#8", rows: 1, columns: 3) == ["a", "b", "EEE"])
  }

  @Test("A line is told once")
  func once() {
    #expect(
      Self.texts((1...30).map { "line \($0)" }.joined(separator: "\r\n"))
        == (1...30).map { "line \($0)" })
    #expect(Self.texts("a\r\nb^[[A\r\n\r\n\r\n\r\n\r\n") == ["a", "b"])
    #expect(Self.texts("a\r\n^[[A\r^[[K") == ["a"])
  }

  @Test("Wrapped rows are one line")
  func wrapped() {
    let long = "The quick brown fox jumps over the lazy dog and over the fence"
    #expect(
      Self.lines(long + "\r\nnext") == [
        Found(long, long.count, .ended), Found("next", long.count + 6, .last),
      ])
    // Longer than the screen, and than what is kept.
    let longer = (0..<1000).map { String($0) }.joined(separator: " ")
    #expect(Self.texts(longer + "\r\n", rows: 3, columns: 20) == [longer])
    let longest = String(repeating: "0123456789", count: 20_000)
    let pieces = Self.texts(longest + "\r\nx", rows: 3, columns: 20)
    #expect(pieces.count > 2 && pieces.last == "x")
    #expect(pieces.dropLast().joined() == longest)
  }

  @Test("The alternate screen")
  func alternate() {
    #expect(
      Self.lines("shell\r\n^[[?1049hone^[[3;1Htwo^[[?1049lback") == [
        Found("shell", 5, .ended), Found("one", 18, .hidden, isAlternate: true),
        Found("two", 27, .hidden, isAlternate: true), Found("back", 39, .last),
      ])
    // What the main screen had is told when it goes.
    #expect(Self.texts("main^[[?1049halt^[[?1049l\r\n") == ["    alt", "main"])
    #expect(Self.texts("main^[[?1049halt") == ["    alt", "main"])
    // An editor that scrolls.
    #expect(
      Self.texts("^[[?1049h^[[Hone^[[2Htwo^[[1;2r^[[2H\nnew", rows: 3).sorted()
        == ["new", "one", "two"])
  }

  @Test("Another size")
  func resized() {
    #expect(
      Self.lines("one\r\ntwo", resizing: (2, 2)) == [
        Found("one", 3, .ended), Found("two", 8, .hidden),
      ])
  }

  @Test("Every letter that was shown is found, however the stream is cut")
  func split() {
    var generator = Generator(seed: 9100)
    for _ in 0..<500 {
      let bytes = Streams.random(&generator, count: 120)
      var whole = TextLines(rows: 4, columns: 12)
      var expected: [ShownLine] = []
      whole.feed(bytes.span) { line, _ in expected.append(line) }
      whole.finish { line, _ in expected.append(line) }
      var pieces = TextLines(rows: 4, columns: 12)
      var found: [ShownLine] = []
      for byte in bytes { pieces.feed([byte].span) { line, _ in found.append(line) } }
      pieces.finish { line, _ in found.append(line) }
      guard found != expected else { continue }
      Issue.record("\(bytes)")
      return
    }
  }

  @Test("A word that is in a frame at any time is in a line")
  func complete() {
    var generator = Generator(seed: 9200)
    for _ in 0..<300 {
      var screen = Screen(rows: 4, columns: 12)
      var lines = TextLines(rows: 4, columns: 12)
      var told = ""
      var shown: Set<String> = []
      for number in 0..<40 {
        let text = Self.pieces.randomElement(using: &generator) ?? ""
        let piece = ScreenCase.bytes(text == "w" ? "w\(number)" : text)
        screen.feed(piece)
        lines.feed(piece.span) { _, text in
          told += String(decoding: text.indices.map { text[$0] }, as: UTF8.self) + "\n"
        }
        // What was there when the cursor came to another line was shown for good.
        if text == "\r\n" { shown.formUnion(Self.words(Frame(screen).text)) }
      }
      lines.finish { _, text in
        told += String(decoding: text.indices.map { text[$0] }, as: UTF8.self) + "\n"
      }
      let missing = shown.filter { !told.contains($0) }
      guard !missing.isEmpty else { continue }
      Issue.record("\(missing) not in \(told.debugDescription)")
      return
    }
  }

  private static let pieces = [
    "w", "w", "w", "w ", "\r\n", "\r\n", "\r", "^[[H", "^[[3;4H", "^[[K", "^[[2K", "^[[2J", "^[[L",
    "^[[M", "^[M", "^[[S", "^[[2;3r", "^[[r", "^[[?1049h", "^[[?1049l", "^[[3P", "^[[3@", "\t",
  ]

  private static func words(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" }.map(String.init)
  }
}
