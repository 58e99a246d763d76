import Foundation
import TestSupport
import Testing

@testable import Enrichment

/// What the files say, whatever is in them.
@Suite struct AccountTableTests {
  private static func table(
    _ text: String, isCut: Bool = false, _ file: AccountFile = .users, nameCount: Int = 1_000
  ) -> AccountTable {
    let bytes = Array(text.utf8)
    return AccountTable(
      bytes.span, isCut: isCut, of: file, nameCount: nameCount, nameLimit: 256)
  }

  private static func name(_ id: UInt32, _ table: AccountTable) -> [UInt8]? {
    guard let name = table.names.name(of: id) else { return nil }
    return name.indices.map { name[$0] }
  }

  private static func text(_ id: UInt32, _ table: AccountTable) -> String? {
    name(id, table).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("A passwd file")
  func users() {
    let table = Self.table(
      """
      root:x:0:0:root:/root:/bin/bash
      daemon:x:1:1::/:/usr/sbin/nologin
      nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
      last:x:4294967294:100:::

      """)
    #expect(table.names.count == 4)
    #expect(Self.text(0, table) == "root")
    #expect(Self.text(1, table) == "daemon")
    #expect(Self.text(65534, table) == "nobody")
    #expect(Self.text(4_294_967_294, table) == "last")
    #expect(Self.text(2, table) == nil)
    #expect(Self.text(.max, table) == nil)
  }

  @Test("A group file; what is behind the number does not count")
  func groups() {
    let table = Self.table("root:x:0:\nsudo:x:27:a,b\nbare:x:5\n", .groups)
    #expect(Self.text(0, table) == "root")
    #expect(Self.text(27, table) == "sudo")
    #expect(Self.text(5, table) == "bare")
  }

  @Test(
    "Lines that name somebody",
    arguments: [
      ("a:x:7:0:::", "a"), ("a:x:7:0", "a"), ("a::7:0:", "a"), ("a:x:007:0:", "a"),
      ("  \ta:x:7:0:", "a"), ("a:x:7:0:::\r", "a"), ("a:x:7:0\r", "a"), ("ä b:x:7:0:", "ä b"),
      ("a#:x:7:0:", "a#"), ("a:x:7:0:\u{0}:", "a"),
      ("\(String(repeating: "n", count: 256)):x:7:0:", String(repeating: "n", count: 256)),
    ])
  func goodLines(_ line: String, _ name: String) {
    #expect(Self.text(7, Self.table(line)) == name)
    #expect(Self.text(7, Self.table("\n\nb:x:8:8:\r\n\(line)\nc:x:7:7:\n")) == name)
  }

  @Test(
    "Lines that name nobody",
    arguments: [
      "", ":", "::", ":::", "::7:0:", "a", "a:x", "a:x:", "a:x:7", "a:x:7:", "a:x:7:x:", "a:x::0:",
      "a:x:7x:0:", "a:x: 7:0:", "a:x:+7:0:", "a:x:-7:0:", "a:x:0x7:0:", "#a:x:7:0:", "+:x:7:0:",
      "+a:x:7:0:", "-a:x:7:0:", "a\u{0}:x:7:0:", "a:\u{0}:7:0:", "a:x:7\u{0}:0:", "\r", " ",
      "a:x:4294967295:0:", "a:x:4294967303:0:", "a:x:18446744073709551623:0:",
      "a:x:99999999999999999999999999999999:0:",
      "\(String(repeating: "n", count: 257)):x:7:0:",
      "\(String(repeating: "n", count: 100_000))",
    ])
  func badLines(_ line: String) {
    #expect(Self.table(line).names.count == 0)
    let among = Self.table("b:x:8:8:\n\(line)\nc:x:9:9:")
    #expect(among.names.count == 2)
    #expect(Self.text(8, among) == "b" && Self.text(9, among) == "c")
  }

  @Test("The first of two names counts, in whatever order the numbers are")
  func duplicates() {
    let table = Self.table("z:x:5:0:\nroot:x:0:0:\ntoor:x:0:0:\na:x:5:0:\nb:x:1:0:\n")
    #expect(table.names.count == 3)
    #expect(Self.text(0, table) == "root")
    #expect(Self.text(5, table) == "z")
    #expect(Self.text(1, table) == "b")
  }

  @Test("Of a file that is cut the last line is left out: its number may be half")
  func cut() {
    #expect(Self.text(10, Self.table("a:x:1:1:\nb:x:10:10", isCut: true)) == nil)
    #expect(Self.text(10, Self.table("a:x:1:1:\nb:x:10:10", isCut: false)) == "b")
    #expect(Self.text(10, Self.table("a:x:1:1:\nb:x:10:10\n", isCut: true)) == "b")
  }

  @Test("No more names than allowed")
  func bounds() {
    let lines = (0..<2_000).map { "user\($0):x:\(1_999 - $0):0:\n" }.joined()
    let table = Self.table(lines)
    #expect(table.names.count == 1_000)
    #expect(Self.text(1_999, table) == "user0")
    #expect(Self.text(999, table) == nil)
    #expect(Self.table(lines, nameCount: 0).names.count == 0)
    #expect(Self.table("").names.count == 0)
  }

  @Test("Names are bytes, and the eight before their end can be read")
  func bytes() {
    let file: [UInt8] = [0xff, 0x1b, UInt8(ascii: "[")] + Array(":x:3:3:\n".utf8)
    let table = AccountTable(
      file.span, isCut: false, of: .users, nameCount: 10, nameLimit: 256)
    #expect(Self.name(3, table) == [0xff, 0x1b, UInt8(ascii: "[")])
    guard let name = table.names.name(of: 3) else { return }
    let before = name.withUnsafeBytes { bytes in
      bytes.baseAddress.map { ($0 + bytes.count - 8).loadUnaligned(as: UInt64.self) }
    }
    #expect(before.map { $0 >> 40 } == 0x5b_1bff)
  }

  @Test("Random lines mean what glibc takes them for", arguments: AccountFile.allCases)
  func asLibrary(_ file: AccountFile) throws {
    let pieces = [
      ":", ":", ":", ":", "\n", "\n", "x", "root", "a", "b", "0", "1", "7", "1000", "#", "a:x:1:1",
      "b:x:2:2:\n", "c:x:1:",
    ]
    var generator = Generator(seed: 22)
    for _ in 0..<2_000 {
      var text = ""
      for _ in 0..<Int.random(in: 1...40, using: &generator) {
        text += pieces.randomElement(using: &generator) ?? ""
      }
      text += "\n"
      let expected = try Self.library(text, file)
      let table = Self.table(text, file)
      #expect(table.names.count == expected.count, "\(text.debugDescription)")
      for (id, name) in expected {
        #expect(Self.text(id, table) == name, "\(id) in \(text.debugDescription)")
      }
    }
  }

  /// The first name of each number, as the library's own reader finds them.
  private static func library(_ text: String, _ file: AccountFile) throws -> [UInt32: String] {
    var bytes = Array(text.utf8)
    let stream = try #require(fmemopen(&bytes, bytes.count, "r"))
    defer { fclose(stream) }
    var found: [UInt32: String] = [:]
    func add(_ id: UInt32, _ name: UnsafeMutablePointer<CChar>) {
      let name = String(cString: name)
      // It lets lines pass that name nobody, and numbers beyond all.
      if !name.isEmpty, id != .max, found[id] == nil { found[id] = name }
    }
    switch file {
    case .users:
      while let entry = fgetpwent(stream)?.pointee { add(entry.pw_uid, entry.pw_name) }
    case .groups:
      while let entry = fgetgrent(stream)?.pointee { add(entry.gr_gid, entry.gr_name) }
    }
    return found
  }

  @Test("Random bytes: never a crash; a cut file has no name that the whole has not")
  func fuzz() {
    var generator = Generator(seed: 23)
    let pieces: [[UInt8]] = [
      Array(":".utf8), Array("\n".utf8), Array("\r\n".utf8), [0], [0xff], Array("9".utf8),
      Array("99999999999".utf8), Array("a:x:".utf8), Array("b:x:10:10:\n".utf8), Array("+".utf8),
    ]
    for _ in 0..<500 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...60, using: &generator) {
        if Int.random(in: 0..<6, using: &generator) == 0 {
          bytes.append(UInt8.random(in: 0...255, using: &generator))
        } else {
          bytes += pieces.randomElement(using: &generator) ?? []
        }
      }
      for file in AccountFile.allCases {
        let whole = AccountTable(
          bytes.span, isCut: false, of: file, nameCount: 100, nameLimit: 16)
        for end in bytes.indices {
          let part = bytes[..<end]
          let cut = AccountTable(
            part.span, isCut: true, of: file, nameCount: 100, nameLimit: 16)
          #expect(cut.names.count <= whole.names.count)
          for id: UInt32 in [9, 10, 99] {
            if let name = Self.name(id, cut) { #expect(name == Self.name(id, whole)) }
          }
        }
      }
    }
  }
}
