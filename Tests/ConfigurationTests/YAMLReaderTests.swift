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
      ("a: &x b", 1, 4, "anchors"), ("a: *x", 1, 4, "aliases"), ("a: !!str b", 1, 4, "tags"),
      ("a: b\n c: d", 2, 3, "line up the keys"), ("  a: b\nc: d", 2, 1, "no YAML"),
      ("a: b: c", 1, 5, "in quotes"), ("a: 'b", 1, 6, "quoted scalar"),
      ("a: 'b' c", 1, 8, "line up the keys"), ("a: [b", 2, 1, "flow sequence"),
      ("a: {b: c, b: d}", 1, 11, "second time, first on line 1"),
      ("a: b\nc: d\na: e", 3, 1, "second time, first on line 1"),
      ("[a]: b", 1, 1, "a key is a text"), ("a: @b", 1, 4, "in quotes"),
      ("a:\n\tb: c", 2, 1, "not tabs"), ("a: b\n---\nc: d", 2, 1, "one document"),
      ("a: \"\\q\"", 1, 5, "escape"), ("é: \u{1}", 1, 4, "control characters"),
    ])
  func refused(_ text: String, _ line: Int, _ column: Int, _ words: String) {
    let (_, faults) = YAMLReader.read(text)
    #expect(faults.first?.mark == Mark(line: line, column: column), "\(faults)")
    #expect(faults.first?.reason.contains(words) == true, "\(faults)")
  }

  @Test("Nothing is followed to any depth", arguments: ["[", "{a: ", "- "])
  func deep(_ piece: String) {
    let text = "a:\n  " + String(repeating: piece, count: 100_000)
    let (_, faults) = YAMLReader.read(piece == "- " ? text : text.replacing("\n  ", with: " "))
    #expect(faults.count == 1)
    #expect(faults.first?.reason.contains("that often") == true, "\(faults)")
  }

  @Test("What is YAML and no configuration is found wherever it stands")
  func allFaults() {
    let text = """
      a: *x
      b:
        - !c d
        - &e f
      g: h
      g: i
      """
    let (root, faults) = YAMLReader.read(text)
    #expect(faults.map(\.mark.line) == [1, 3, 4, 6])
    #expect(root?.json.contains(#""g":"i""#) == true)
  }

  @Test("No more faults than anybody reads")
  func manyFaults() {
    let (_, faults) = YAMLReader.read(String(repeating: "- *a\n", count: 30_000))
    #expect(faults.count == YAMLReader.mostFaults)
  }
}
