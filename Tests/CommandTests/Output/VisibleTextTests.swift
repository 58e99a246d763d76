import Foundation
import TestSupport
import Testing

@testable import lookback

@Suite struct VisibleTextTests {
  @Test(
    "What could do something to a terminal is an escape",
    arguments: [
      ("plain ~ ü", "plain ~ ü", 9), ("\u{1b}[2J", "\\x1b[2J", 7), ("a\nb\tc\r", "a\\nb\\tc\\r", 9),
      ("\u{7f}\u{0}\u{7}", "\\x7f\\x00\\x07", 12), ("\u{9b}31m", "\\u{9b}31m", 9),
      ("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}", 18),
      ("\u{200b}\u{ad}", "\\u{200b}\\u{ad}", 14),
      ("\u{2028}\u{feff}", "\\u{2028}\\u{feff}", 16), ("\u{e0041}", "\\u{e0041}", 9),
      ("日本", "日本", 4), ("e\u{301}", "e\u{301}", 1), ("한", "한", 2),
      ("\u{1112}\u{1161}\u{11ab}", "한", 2),
      ("\u{1f600}", "\u{1f600}", 2), ("\u{1f1e9}\u{1f1ea}", "\u{1f1e9}\u{1f1ea}", 2), ("", "", 0),
      ("\\x1b", "\\x1b", 4),
    ])
  func escapes(_ text: String, _ shown: String, _ width: Int) {
    let visible = VisibleText(text)
    #expect(visible.text == shown)
    #expect(visible.width == width)
    // All of it goes into as many cells as it takes.
    #expect(VisibleText(text, cells: width).text == shown)
  }

  @Test(
    "What is too long ends with an ellipsis, and a wide character or an escape is not cut in two",
    arguments: [
      ("abcdef", 4, "abc…", 4), ("abcdef", 1, "…", 1), ("abcdef", 0, "", 0), ("日本語", 4, "日…", 3),
      ("日本語", 5, "日本…", 5), ("a\u{1b}bcd", 4, "a…", 2),
      ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…", 2),
      ("ab", -3, "", 0),
    ])
  func cuts(_ text: String, _ cells: Int, _ shown: String, _ width: Int) {
    let visible = VisibleText(text, cells: cells)
    #expect(visible.text == shown)
    #expect(visible.width == width)
  }

  @Test("Random texts have nothing in them that a terminal obeys, and fit")
  func random() {
    var generator = Generator(seed: 11)
    for _ in 0..<2000 {
      let scalars = (0..<Int.random(in: 0...20, using: &generator)).compactMap { _ in
        Unicode.Scalar(
          UInt32.random(
            in: 0...([0x100, 0x3000, 0x10ffff].randomElement(using: &generator) ?? 0),
            using: &generator))
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      let cells = Int.random(in: 0...12, using: &generator)
      for visible in [VisibleText(String(text)), VisibleText(String(text), cells: cells)] {
        #expect(
          visible.text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value)
              && ![.control, .lineSeparator].contains($0.properties.generalCategory)
          })
      }
      #expect(VisibleText(String(text), cells: cells).width <= cells)
    }
  }

  @Test(
    "Characters are as wide as Python's tables have it",
    .enabled(if: Python.program != nil, "there is no python3 on the PATH"))
  func widths() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = """
      import unicodedata
      def width(c):
          if unicodedata.category(c) in ("Mn", "Me", "Cf"): return 0
          return 2 if unicodedata.east_asian_width(c) in "WF" else 1
      with open("widths", "w") as file:
          for code in range(0x300, 0x110000):
              if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co", "Cc"):
                  file.write(f"{code} {width(chr(code))}\\n")
      """
    let result = try Python.run(["-c", script], in: folder)
    try #require(result.status == 0, "\(result.errors)")
    let lines = try String(contentsOf: folder.appending(path: "widths"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count > 140_000)
    var wrong: [String] = []
    for line in lines {
      let numbers = line.split(separator: " ").compactMap { UInt32($0) }
      let scalar = try #require(Unicode.Scalar(numbers[0]))
      // Of the parts of Korean syllables wcwidth(3) says another thing.
      if (0x1160...0x11ff).contains(scalar.value) || (0xd7b0...0xd7ff).contains(scalar.value) {
        continue
      }
      if CellWidth.of(scalar) != Int(numbers[1]) { wrong.append(String(scalar.value, radix: 16)) }
    }
    // Versions of Unicode differ in a few.
    #expect(wrong.count < 150, "\(wrong)")
  }
}
