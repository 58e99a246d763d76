import TestSupport
import Testing

@testable import Events

@Suite struct LineWalkTests {
  /// What is found of `b.c` and `d` in a line.
  private func values(in line: [UInt8], tellsUnknown: Bool = false) throws -> [String] {
    let paths = FieldPaths(members: [(name: "b", type: .number), (name: "d", type: .string)])
    var walk = LineWalk(paths, tellsUnknown: tellsUnknown)
    var found: [String] = []
    while let value = try walk.next(in: line.span.bytes) {
      let bytes = line[Int(value.bytes.lowerBound)..<Int(value.bytes.upperBound)]
      found.append(
        (value.isKnown ? paths.names[Int(value.field)] : "?")
          + String(decoding: bytes, as: UTF8.self))
    }
    return found
  }

  /// Pieces of objects that a look at bytes alone would take for their ends.
  private static let pieces = [
    "{", "}", "{}", "[", "]", ",", ":", "\\\"", "\\\\", "\\\\\\\"", "\\u007d", "ä", "😀", "a",
    "0123456789abcdef",
  ]

  private func object(_ generator: inout Generator, depth: Int = 0) -> String {
    let members = (0..<Int.random(in: 0...4, using: &generator)).map { number -> String in
      let text = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
        Self.pieces.randomElement(using: &generator) ?? ""
      }.joined()
      let value =
        switch Int.random(in: 0...3, using: &generator) {
        case 0 where depth < 4: object(&generator, depth: depth + 1)
        case 1: "[\"\(text)\",\"\(text)\"]"
        case 2: "\(number)"
        default: "\"\(text)\""
        }
      return "\"\(number)\(text)\":\(value)"
    }
    return "{\(members.joined(separator: ","))}"
  }

  @Test(
    "Objects that nobody asks for are passed over, whatever is in them",
    arguments: [1, 2, 3] as [UInt64])
  func objects(_ seed: UInt64) throws {
    var generator = Generator(seed: seed)
    for _ in 0..<2000 {
      let object = object(&generator)
      let line = Array("{\"a\":\(object),\"b\":-12,\"c\":\(object),\"d\":\"}\"}\n".utf8)
      #expect(try values(in: line) == ["b-12", "d\"}\""])
      #expect(
        try values(in: line, tellsUnknown: true) == ["?\(object)", "b-12", "?\(object)", "d\"}\""])
    }
  }

  @Test("A line that is cut in such an object is an error, and so is a control character there")
  func cutObjects() throws {
    var generator = Generator(seed: 4)
    for _ in 0..<50 {
      let object = Array(object(&generator).utf8)
      for end in object.indices {
        let cut = Array("{\"a\":".utf8) + object[..<end]
        #expect(throws: LineError.self) { try values(in: cut) }
        var broken = object
        broken[end] = 0x1f
        let line = Array("{\"a\":".utf8) + broken + Array(",\"b\":1,\"d\":\"\"}".utf8)
        #expect(throws: LineError.self) { try values(in: line) }
      }
    }
  }

  @Test("Bytes in texts there that are no UTF-8 are an error at any place")
  func brokenTexts() throws {
    for count in 0..<140 {
      let filler = String(repeating: "x", count: count)
      for bytes: [UInt8] in [[0xff], [0xc3], [0xed, 0xa0, 0x80], Array("\\x".utf8)] {
        let line =
          Array("{\"a\":{\"\(filler)\":\"".utf8) + bytes
          + Array("\(filler)\"},\"b\":1,\"d\":\"\"}".utf8)
        #expect(throws: LineError.self) { try values(in: line) }
      }
      let line = "{\"a\":{\"\(filler)\":\"ä\(filler)\"},\"b\":1,\"d\":\"\"}"
      #expect(try values(in: Array(line.utf8)) == ["b1", "d\"\""])
    }
  }

  @Test("Numbers are those of JSON, at most twenty digits long")
  func numbers() throws {
    func number(_ text: String, _ padding: String) throws -> [String] {
      try values(in: Array("{\"b\":\(text),\"d\":\"\(padding)\"}".utf8))
    }
    for padding in ["", "0123456789abcdef"] {
      for count in 1...20 {
        let digits = String("12345678901234567890".prefix(count))
        #expect(try number(digits, padding).first == "b\(digits)")
        #expect(try number("-\(digits)", padding).first == "b-\(digits)")
        #expect(throws: LineError.self) { try number("0\(digits)", padding) }
        #expect(throws: LineError.self) { try number("\(digits).5", padding) }
        #expect(throws: LineError.self) { try number("\(digits)a", padding) }
      }
      #expect(try number("0", padding).first == "b0")
      for text in ["", "-", "+1", "123456789012345678901", ":", "/"] {
        #expect(throws: LineError.self) { try number(text, padding) }
      }
    }
  }

  @Test("Of an object of which all has come, the rest is passed over")
  func restOfObject() throws {
    let fields = ["process.pid", "user.id"].compactMap { name in
      EventCatalog.all.flatMap(\.fields).first { $0.name == name }
    }
    let line = Array(
      "{\"process\":{\"pid\":1,\"argv\":[\"}\",\"\\\"\"],\"x\":{\"y\":\"}\"}},\"user\":{\"id\":2,\"name\":\"{\"}} no more"
        .utf8)
    var walk = LineWalk(FieldPaths(fields), tellsUnknown: false)
    #expect(try walk.next(in: line.span.bytes)?.field == 0)
    #expect(try walk.next(in: line.span.bytes)?.field == 1)
    // What lies behind the last value is not looked at.
    walk.restart()
    #expect(try walk.next(in: line.span.bytes)?.field == 0)
  }
}
