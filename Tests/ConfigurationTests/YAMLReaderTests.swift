import Testing

@testable import Configuration

/// What text means, and what is refused.
@Suite struct YAMLReaderTests {
  @Test(
    "Values",
    arguments: [
      ("", nil), ("# nothing\n\n", nil), ("---\n", nil),
      ("a: b", #"{"a":"b"}"#),
      ("\u{feff}a: b", #"{"a":"b"}"#),
      ("a: b\r\nc: d\r\n", #"{"a":"b","c":"d"}"#),
      ("---  # start\n  a: b # comment\n  c: d#no comment", #"{"a":"b","c":"d#no comment"}"#),
      ("a:\nb: ''", #"{"a":"","b":""}"#),
      ("a:\n  b:\n    c: d\n  e: f\ng: h", #"{"a":{"b":{"c":"d"},"e":"f"},"g":"h"}"#),
      ("a:\n- b\n- c\nd: e", #"{"a":["b","c"],"d":"e"}"#),
      (
        "a:\n  - b: c\n    d: e\n  -\n    f: g\n  -\n  - - h\n    - i",
        #"{"a":[{"b":"c","d":"e"},{"f":"g"},"",["h","i"]]}"#
      ),
      ("a: [b, 'c, d', \"e\", [f], {g: h}, ]", #"{"a":["b","c, d","e",["f"],{"g":"h"}]}"#),
      ("a: [b, # comment\n  c,\n  d]\ne: f", #"{"a":["b","c","d"],"e":"f"}"#),
      ("a: {b: c, \"d\":e, f: , g: [h]}", #"{"a":{"b":"c","d":"e","f":"","g":["h"]}}"#),
      ("{a: b}", #"{"a":"b"}"#),
      ("'a b': c\n\"d\" : e\nf g : h", #"{"a b":"c","d":"e","f g":"h"}"#),
      ("a: it's \"so\"\nb: 'it''s'", #"{"a":"it's \"so\"","b":"it's"}"#),
      (#"a: "\"\\\/ \x41\u00e9\U0001F600\t""#, #"{"a":"\"\\/ A\u00e9\ud83d\ude00\u0009"}"#),
      ("a: tls:[::1]:6514?b=c", #"{"a":"tls:[::1]:6514?b=c"}"#),
      ("a: -1\nb: ?c\nc: :d\nd: -", nil),
      ("a: -1\nb: ?c\nc: :d", #"{"a":"-1","b":"?c","c":":d"}"#),
      ("a: é ü", #"{"a":"\u00e9 \u00fc"}"#),
    ] as [(String, String?)])
  func values(_ text: String, _ json: String?) {
    let (root, faults) = YAMLReader.read(text)
    if let json {
      #expect(faults == [])
      #expect(root?.json == json)
    } else {
      #expect(root == nil || !faults.isEmpty)
    }
  }

  @Test("Places of keys and values")
  func places() throws {
    let (root, faults) = YAMLReader.read("a: b\nc:\n  - d: [e,\n    f]\n")
    #expect(faults == [])
    guard case .map(let entries) = root?.content, entries.count == 2,
      case .list(let items) = entries[1].value.content,
      case .map(let inner) = items[0].content, case .list(let letters) = inner[0].value.content
    else {
      Issue.record("other values: \(root?.json ?? "none")")
      return
    }
    #expect(entries[0].mark == Mark(line: 1, column: 1))
    #expect(entries[0].value.mark == Mark(line: 1, column: 4))
    #expect(entries[1].mark == Mark(line: 2, column: 1))
    #expect(inner[0].mark == Mark(line: 3, column: 5))
    #expect(letters.map(\.mark) == [Mark(line: 3, column: 9), Mark(line: 4, column: 5)])
  }

  @Test(
    "What is refused, and where",
    arguments: [
      ("a: &x b", 1, 4, "anchors"), ("a: *x", 1, 4, "anchors"), ("a: !!str b", 1, 4, "tags"),
      ("a: |\n  b", 1, 4, "several lines"), ("a: >-\n  b", 1, 4, "several lines"),
      ("a: b\n  c", 2, 3, "lines up with nothing"), ("a: b\n c: d", 2, 2, "lines up with nothing"),
      ("  a: b\nc: d", 2, 1, "lines up with nothing"),
      ("a:\n    b: c\n  d: e", 3, 3, "lines up with nothing"),
      ("a: b: c", 1, 5, "quotes"), ("a: 'b", 1, 4, "not closed"),
      ("a: \"b\\\"", 1, 4, "not closed"),
      ("a: 'b' c", 1, 8, "comment"), ("a: [b", 1, 4, "not closed"), ("a: [b}", 1, 6, "','"),
      ("a: [b\nc: d", 2, 1, "','"), ("a: [b: c]", 1, 6, "','"), ("a: [,]", 1, 5, "value"),
      ("a: {b}", 1, 6, "colon"), ("a: {b: c, b: d}", 1, 11, "second time"),
      ("a: b\nc: d\na: e", 3, 1, "second time, first on line 1"),
      ("a", 1, 1, "'key: value'"), ("a:b", 1, 1, "a blank follows the colon"),
      ("- a", 1, 1, "a list stands here"), (": a", 1, 1, "key is missing"),
      ("? a", 1, 1, "'key: value'"), ("a: - b", 1, 4, "value"), ("a: @b", 1, 4, "quotes"),
      ("a: `b", 1, 4, "quotes"), ("a: %b", 1, 4, "quotes"), ("%YAML 1.2\n---\na: b", 1, 1, "key"),
      ("a:\tb", 1, 1, "blank"), ("a: b\tc", 1, 5, "tab"), ("\ta: b", 1, 1, "tab"),
      ("a:\n\tb: c", 2, 1, "tab"),
      ("--- a: b", 1, 1, "line of its own"), ("a: b\n---\nc: d", 2, 1, "one document"),
      ("a: b\n...\n", 2, 1, "one document"),
      ("a: \"\\q\"", 1, 5, "escape"), ("a: \"\\x4\"", 1, 5, "2 hexadecimal"),
      ("a: \"\\ud800\"", 1, 5, "no such character"), ("a: \"\\x\u{ff14}1\"", 1, 5, "hexadecimal"),
      ("a: \u{1}", 1, 4, "U+1"), ("a: b\rc: d", 1, 5, "U+D"), ("a\u{85}b: c", 1, 2, "U+85"),
      ("a: \u{2028}", 1, 4, "U+2028"),
    ])
  func refused(_ text: String, _ line: Int, _ column: Int, _ words: String) {
    let (_, faults) = YAMLReader.read(text)
    #expect(faults.first?.mark == Mark(line: line, column: column), "\(faults)")
    #expect(faults.first?.reason.contains(words) == true, "\(faults)")
  }

  @Test("Nothing is followed to any depth", arguments: [("[", 19), ("{a: ", 64), ("- ", 33)])
  func deep(_ piece: String, _ column: Int) {
    let text = "a:\n  " + String(repeating: piece, count: 100_000)
    let (_, faults) = YAMLReader.read(piece == "- " ? text : text.replacing("\n  ", with: " "))
    #expect(faults.first?.mark.column == column)
    #expect(faults.first?.reason.contains("that often") == true)
  }

  @Test("After a fault the rest is read: all are found, none for what belongs to another one")
  func allFaults() {
    let text = """
      a: *x
      b:
        - [c, d
        - e: 'f
          g: h
      i
      j: {k: l
        m: n}
      o: p
      """
    let (root, faults) = YAMLReader.read(text)
    #expect(faults.map(\.mark.line) == [1, 4, 4, 6, 8])
    #expect(root?.json.contains(#""o":"p""#) == true)
  }

  @Test("No more faults than anybody reads")
  func manyFaults() {
    let (_, faults) = YAMLReader.read(String(repeating: "nothing\n", count: 30_000))
    #expect(faults.count == YAMLReader.mostFaults)
  }
}
