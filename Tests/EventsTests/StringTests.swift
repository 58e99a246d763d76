import CEventABI
import Foundation
import TestSupport
import Testing

@testable import Events

@Suite struct StringTests {
  @Test(
    "Escapes of a string's value",
    arguments: [
      ("plain", #"plain"#),
      (#"C:\dir"#, #"C:\dir"#),
      (#"\x41"#, #"\x5cx41"#),
      (#"\xAf"#, #"\x5cxAf"#),
      (#"\xg1"#, #"\xg1"#),
      (#"\x4"#, #"\x4"#),
      (#"\\x41"#, #"\\x5cx41"#),
      ("ä€😀", "ä€😀"),
    ])
  func wellFormed(_ text: String, _ expected: String) throws {
    #expect(try value(of: Array(text.utf8)) == expected)
  }

  @Test(
    "What is not UTF-8",
    arguments: [
      ([0xff], #"\xff"#),
      ([0x80], #"\x80"#),
      ([0xc0, 0xaf], #"\xc0\xaf"#),  // overlong
      ([0xc1, 0x81], #"\xc1\x81"#),
      ([0xe0, 0x80, 0xaf], #"\xe0\x80\xaf"#),
      ([0xf0, 0x80, 0x80, 0xaf], #"\xf0\x80\x80\xaf"#),
      ([0xed, 0xa0, 0x80], #"\xed\xa0\x80"#),  // a surrogate
      ([0xed, 0x9f, 0xbf], "\u{d7ff}"),
      ([0xf4, 0x8f, 0xbf, 0xbf], "\u{10ffff}"),
      ([0xf4, 0x90, 0x80, 0x80], #"\xf4\x90\x80\x80"#),  // behind U+10FFFF
      ([0xf5, 0x80, 0x80, 0x80], #"\xf5\x80\x80\x80"#),
      ([0xe2, 0x82], #"\xe2\x82"#),  // cut
      ([0xe2, 0x82, 0x41], #"\xe2\x82A"#),
      ([0xf0, 0x9f, 0x98], #"\xf0\x9f\x98"#),
      ([0x5c, 0xff], #"\\xff"#),
      ([0x5c, 0x78, 0x34, 0xff], #"\x4\xff"#),
    ] as [([UInt8], String)])
  func illFormed(_ bytes: [UInt8], _ expected: String) throws {
    #expect(try value(of: bytes) == expected)
    #expect(LookbackString.unescape(expected) == bytes)
  }

  @Test("JSON's own escapes")
  func jsonEscapes() {
    #expect(
      EventText.json(Array("\"\\/\n\r\t\u{8}\u{c}\u{0}\u{1b}\u{7f}".utf8))
        == #""\"\\/\n\r\t\b\f\u0000\#u{5c}u001b\#u{7f}""#)
  }

  @Test("All strings of two bytes read back")
  func pairs() throws {
    let pairs = (0...UInt16.max).map { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    try expectRoundTrip(pairs)
  }

  @Test("Random strings read back, alone and at every alignment")
  func random() throws {
    var generator = Generator(seed: 3)
    try expectRoundTrip((0..<20_000).map { _ in generator.text(upTo: 40) })
  }

  @Test("One byte of each value at each place in a longer string reads back")
  func places() throws {
    var strings: [[UInt8]] = []
    for byte in UInt8.min...UInt8.max {
      for place in 0..<19 {
        var string = [UInt8](repeating: UInt8(ascii: "a"), count: 19)
        string[place] = byte
        strings.append(string)
      }
    }
    try expectRoundTrip(strings)
  }

  @Test("A list's elements are its strings")
  func lists() throws {
    let cases: [(argv: String, argc: UInt32, full: Int?, expected: [String])] = [
      ("a\0b\0", 0, nil, ["a", "b"]),
      ("a\0b", 0, nil, ["a", "b"]),
      ("a\0\0", 0, nil, ["a", ""]),
      ("\0", 1, nil, [""]),
      ("\0\0", 2, nil, ["", ""]),
      ("a\0", 1, nil, ["a"]),
      // Without the NUL that ends the last one, which is empty.
      ("a\0", 2, nil, ["a", ""]),
      // Fewer than the kernel counted: what there is.
      ("a\0b\0", 9, nil, ["a", "b"]),
      // More: nothing is left out.
      ("a\0b\0c\0", 2, nil, ["a", "b\0c"]),
      // Cut: the number says nothing.
      ("a\0b", 9, 100, ["a", "b"]),
      ("a\0b\0", 1, 100, ["a", "b"]),
    ]
    for (argv, argc, full, expected) in cases {
      var head = ev_process_exec()
      head.argc = argc
      var encoder = EventEncoder.telling()
      let line = try encoder.line(
        for: Record(.processExec, head).string(\.argv, argv, full: full).bytes)
      let object = try #require(JSON.object(line))
      #expect(JSON.value("process.argv", in: object) as? [String] == expected, "\(argv) \(argc)")
    }
  }

  /// The value of a JSON string that stands for the bytes.
  private func value(of bytes: [UInt8]) throws -> String {
    let json = "[\(EventText.json(bytes))]"
    let array = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String]
    return try #require(array?.first)
  }

  private func expectRoundTrip(_ strings: [[UInt8]]) throws {
    let json = "[\(strings.map(EventText.json).joined(separator: ","))]"
    let values = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String])
    #expect(values.count == strings.count)
    for (value, bytes) in zip(values, strings) where LookbackString.unescape(value) != bytes {
      Issue.record("\(bytes) became \(value)")
    }
  }
}
