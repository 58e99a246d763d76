import Events
import TestSupport
import Testing

@testable import Formats

@Suite struct HostileLineTests {
  private static let line = Fixture.all[0]

  /// Formats it, and checks that a failure leaves nothing behind and that what is written is JSON.
  private func survive(_ bytes: [UInt8], kind: EventKind, _ formatters: [any LineFormatter]) -> Bool
  {
    var isWhole = true
    for formatter in formatters {
      var output = Array("before".utf8)
      do throws(LineError) {
        try formatter.format(bytes.span.bytes, kind: kind, into: &output)
        let text = String(decoding: output.dropFirst(6), as: UTF8.self)
        #expect(JSON.object(text) != nil, "\(String(decoding: bytes, as: UTF8.self))\n\(text)")
      } catch {
        #expect(output == Array("before".utf8))
        isWhole = false
      }
    }
    return isWhole
  }

  private func formatters() -> [any LineFormatter] { Schema.allCases.map(\.formatter) }

  @Test("A line that is cut anywhere is an error")
  func cut() {
    let bytes = Array((Self.line.line + "\n").utf8)
    let formatters = formatters()
    for count in 0..<(bytes.count - 1) {
      #expect(!survive(Array(bytes[..<count]), kind: .processExec, formatters), "\(count)")
    }
    // The newline alone may be missing.
    #expect(survive(bytes, kind: .processExec, formatters))
    #expect(survive(bytes.dropLast(), kind: .processExec, formatters))
  }

  @Test(
    "What is no line of events is an error",
    arguments: [
      "", "\n", "{", "{}x", "[]", "{\"kind\"}", "{\"kind\":1}", "{\"kind\":\"a\",}", "{\"pid\":01}",
      "{\"process\":1}", "{\"process\":{\"pid\":1,\"pid\":2}}", "{\"process\":{\"pid\":1.5}}",
      "{\"process\":{\"pid\":\"1\"}}", "{\"process\":{\"argv\":[1]}}", "{\"time\":\"yesterday\"}",
      "{\"process\":{\"argv\":[\"a\",]}}", "{\"process\":{\"pid\":123456789012345678901}}",
      "{\"new\":null}", "{\"new\":[1,]}", "{\"new\":{\"a\"}}", "{\"kind\":\"\u{1}\"}",
      "{\"kind\":\"\\x\"}", "{\"kind\":\"\\u12g4\"}", "{ \"kind\":\"a\"}", "{\"kind\":\"a\"}\n\n",
      "{\"new\":[}", "{\"new\":]}", "{\"new\":tru}",
    ])
  func malformed(_ text: String) {
    for formatter in formatters() {
      #expect(throws: LineError.self) { try formatter.text(of: text, kind: .processExec) }
    }
  }

  @Test("Bytes that are no UTF-8 are an error")
  func encoding() {
    let formatters = formatters()
    for bytes: [UInt8] in [
      [0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
    ] {
      let line = Array("{\"kind\":\"".utf8) + bytes + Array("\"}".utf8)
      #expect(!survive(line, kind: .processExec, formatters))
    }
    #expect(survive(Array("{\"host\":{\"id\":\"ä€😀\"}}".utf8), kind: .processExec, formatters))
  }

  @Test("Depth is bounded, length is not")
  func size() {
    let formatters = formatters()
    func nested(_ depth: Int) -> [UInt8] {
      let opening = String(repeating: "[", count: depth)
      let closing = String(repeating: "]", count: depth)
      return Array("{\"new\":\(opening)\(closing)}".utf8)
    }
    #expect(survive(nested(32), kind: .processExec, formatters))
    #expect(!survive(nested(33), kind: .processExec, formatters))
    #expect(!survive(nested(1_000_000), kind: .processExec, formatters))
    let list = Array(repeating: "\"\\\"\"", count: 100_000).joined(separator: ",")
    let huge = Array("{\"process\":{\"exe\":\"/a\",\"argv\":[\(list)]},\"dns\":[\(list)]}".utf8)
    #expect(survive(huge, kind: .processExec, formatters))
    let answers = Array("{\"dns\":{\"addresses\":[\(list)]}}".utf8)
    #expect(survive(answers, kind: .dnsAnswer, formatters))
    let members = (0..<20_000).map { "\"\($0)\":0" }.joined(separator: ",")
    #expect(survive(Array("{\"process\":{\(members)}}".utf8), kind: .processExec, formatters))
  }

  @Test("Lines with wrong bytes never do more than fail", arguments: [1, 2, 3, 4] as [UInt64])
  func mutations(_ seed: UInt64) throws {
    var generator = Generator(seed: seed)
    let formatters = formatters()
    var survivors = 0
    for _ in 0..<4000 {
      let fixture = try #require(Fixture.all.randomElement(using: &generator))
      let kind = try #require(EventCatalog.definition(named: fixture.name)).kind
      let bytes = generator.mutated(Array((fixture.line + "\n").utf8))
      if survive(bytes, kind: kind, formatters) { survivors += 1 }
    }
    #expect(survivors > 0 && survivors < 4000)
  }

  @Test func unknownKind() {
    for formatter in formatters() {
      for number in [0, UInt16.max] {
        #expect(throws: LineError.self) {
          try formatter.text(of: Self.line.line, kind: EventKind(rawValue: number))
        }
      }
    }
  }
}
