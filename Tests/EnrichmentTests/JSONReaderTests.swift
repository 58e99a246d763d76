import Foundation
import TestSupport
import Testing

@testable import Enrichment

/// JSON as it should be, and as nobody should write it.
@Suite struct JSONReaderTests {
  private static func members(_ text: String) throws -> [String: String] {
    var json = JSONReader(Array(text.utf8))
    var unread = 0
    let texts = try json.texts(limit: 9, unread: &unread)
    try json.end()
    #expect(unread == 0)
    return texts.mapValues { String(decoding: $0, as: UTF8.self) }
  }

  private static func isSound(_ bytes: [UInt8]) -> Bool {
    var json = JSONReader(bytes)
    do {
      try json.skip()
      try json.end()
      return true
    } catch {
      return false
    }
  }

  @Test("Text is taken, everything else passed over")
  func texts() throws {
    let text = """
       { "a" : "b", "n":-12.5e+3, "z":0, "t":true,"f":false , "nil":null, "list":[1,[],[{}],"x"],
        "object":{"a":"inner","b":{"c":[{"d":1}]}}, "c":"d", "":"empty" }\r\n\t
      """
    #expect(try Self.members(text) == ["a": "b", "c": "d", "": "empty"])
    #expect(try Self.members("{}").isEmpty && Self.members("[1]").isEmpty)
  }

  @Test("Of more texts than wanted the first are taken, and the others counted")
  func limit() throws {
    var json = JSONReader(Array(#"{"a":"1","b":"2","c":"3","a":"4","d":{}}"#.utf8))
    var unread = 0
    let texts = try json.texts(limit: 2, unread: &unread)
    try json.end()
    #expect(texts == ["a": Array("4".utf8), "b": Array("2".utf8)] && unread == 2)
  }

  @Test("The last of several members of a name counts, as in the runtimes' own library")
  func duplicates() throws {
    #expect(try Self.members(#"{"a":"1","a":"2"}"#) == ["a": "2"])
  }

  @Test(
    "Escapes",
    arguments: [
      (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"), (#"\u0041\u00e4\u20aC"#, "Aä€"),
      (#"\ud83d\ude00"#, "😀"), (#"\ud83d"#, "\u{fffd}"), (#"\ude00x"#, "\u{fffd}x"),
      (#"\ud83d\u0041"#, "\u{fffd}A"), (#"\ud83d\ud83d\ude00"#, "\u{fffd}😀"),
      (#"\ud83d\n"#, "\u{fffd}\n"), (#"\u0000"#, "\0"),
    ])
  func escapes(_ written: String, _ meant: String) throws {
    #expect(try Self.members("{\"a\":\"\(written)\"}") == ["a": meant])
  }

  @Test(
    "What is no JSON",
    arguments: [
      "", " ", "{", "}", "[", "]", "{]", "[}", "[1", "[1,", "[1,]", "[,]", "{\"a\"", "{\"a\":",
      "{\"a\":1",
      "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "\"", "\"\\", "\"\\x\"",
      "\"\\u12\"",
      "\"\\u12g4\"", "\"\n\"", "01", "-", "1.", ".5", "1e", "1e+", "+1", "tru", "nulll", "1 2",
      "{}{}",
      "[[]", "NaN", "'a'", "\u{feff}{}", "\"\\ud83d\\u12\"",
    ])
  func malformed(_ text: String) {
    #expect(!Self.isSound(Array(text.utf8)))
    #expect(throws: JSONError.self) { try Self.members(text) }
  }

  @Test("Nesting ends at a depth, and needs no stack")
  func depth() {
    func nested(_ depth: Int, _ open: String, _ close: String) -> [UInt8] {
      Array(
        (String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
    }
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
      let levels = open.hasPrefix("[{") ? 2 : 1
      #expect(Self.isSound(nested(JSONReader.depthLimit / levels, open, close)))
      #expect(!Self.isSound(nested(JSONReader.depthLimit / levels + 1, open, close)))
      #expect(!Self.isSound(nested(500_000, open, close)))
    }
  }

  @Test("Every beginning of a text is none")
  func truncation() {
    let text = Array(#"{"a":["b\u0041",{"c":-1.5e3}],"d":true}"#.utf8)
    #expect(Self.isSound(text))
    for end in text.indices { #expect(!Self.isSound(Array(text[..<end]))) }
  }

  @Test("Random texts: sound if Foundation says so, and never a crash", arguments: 1...4)
  func fuzz(_ seed: UInt64) {
    var generator = Generator(seed: seed)
    let pieces = [
      "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"b\":", "1", "0", "-", ".", "e", "E+", "true",
      "false",
      "null", " ", "\n", "\\", "\\u00", "\\ud83d", "\\ude00", "\\n", "é", "{\"a\":1}", "[1,2]",
      "\u{1}",
    ]
    var soundCount = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...9, using: &generator)
      let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      let ours = Self.isSound(Array(text.utf8))
      // Foundation refuses halves of characters, which the runtimes' library repairs.
      if text.contains("\\ud83d") || text.contains("\\ude00") { continue }
      // And it takes a comma behind the last element.
      if text.contains(#/,\s*\]/#) { continue }
      let theirs = try? JSONSerialization.jsonObject(
        with: Data(text.utf8), options: .fragmentsAllowed)
      #expect(ours == (theirs != nil), "\(text)")
      if ours { soundCount += 1 }
    }
    #expect(soundCount > 500)
  }

  @Test("Random changes of a sound text, bytes of any value: never a crash", arguments: 1...4)
  func mutations(_ seed: UInt64) {
    var generator = Generator(seed: seed)
    let text = Array(
      #"{"ID":"ab","State":{"Running":true,"Pid":12},"Labels":{"a":"\u00e4\ud83d\ude00"},"n":[1,-2.5e9]}"#
        .utf8)
    for _ in 0..<10_000 {
      var changed = text
      for _ in 0...Int.random(in: 0..<4, using: &generator) {
        let place = changed.indices.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: changed[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: changed.remove(at: place)
        default: changed.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        }
      }
      _ = Self.isSound(changed)
      var json = JSONReader(changed)
      var unread = 0
      let isRead =
        (try? json.texts(limit: 9, unread: &unread)) != nil && (try? json.end()) != nil
      #expect(isRead == Self.isSound(changed))
    }
  }
}
