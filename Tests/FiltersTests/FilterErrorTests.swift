import Events
import TestSupport
import Testing

@testable import Filters

@Suite struct FilterErrorTests {
  /// The text, a part of the message, and how many bytes before the mark.
  static let wrong: [(text: String, message: String, position: Int)] = [
    ("", "no condition", 0), ("   ", "no condition", 3),
    ("usr.name = carol", "is 'user.name' meant?", 0),
    ("pid = 1 and remote.prot = 22", "is 'remote.port' meant?", 12),
    ("zzzzzz = 1", "there is no field 'zzzzzz'", 0),
    ("pid", "expected an operator", 3), ("pid =", "expected a value", 5),
    ("pid = many", "'process.pid' is a number", 6), ("pid = 1.5", "is a number", 6),
    ("pid = 99999999999999999999", "is a number", 6),
    ("pid contains 1", "is a number, no text", 4), ("address < 10.0.0.1", "it has no order", 8),
    ("user > carol", "it has no order", 5), ("exe.memfd = yes", "is true or false", 12),
    ("address = example", "expected an address or a network", 10),
    ("address in 10.0.0.0/33", "expected an address or a network", 11),
    ("kind = procces.exec", "is 'process.exec' meant?", 7),
    ("exe = /usr/*", "for a pattern use ~", 6), ("time > noon", "expected a time", 7),
    ("time > 2026-13-01", "expected a time", 7), ("(pid = 1", "expected ')'", 8),
    ("pid = 1)", "expected 'and', 'or' or the end", 7), ("pid = 1 pid = 2", "expected 'and'", 8),
    ("pid in (1, 2", "expected ',' or ')'", 12), ("user = 'carol", "no closing quote", 7),
    ("user = \"carol", "no closing quote", 7), ("user = |", "what is this?", 7),
    ("exe =~ '(a'", "'(' without ')'", 7), ("exe =~ 'a**'", "", -1),
    ("exe =~ '*'", "nothing before", 7),
    ("exe =~ '[a'", "'[' without ']'", 7), ("exe =~ 'a{3,2}'", "a count from 0", 7),
    ("exe =~ '\\bx'", "is not supported", 7), ("exe =~ '(?=x)'", "of groups with '?'", 7),
    ("exe =~ '(((((a{1000}){1000}){1000}){1000}){1000})'", "too large", 7),
    ("exe =~ '((((((){1000}){1000}){1000}){1000}){1000})'", "", -1),
    ("user = carol and\n\tuid = x", "is a number", 24),
  ]

  @Test("What is wrong is said, with its place", arguments: wrong.indices)
  func message(_ index: Int) throws {
    let (text, message, position) = Self.wrong[index]
    guard position >= 0 else {
      _ = try Filter(text)
      return
    }
    let error = try #require(throws: FilterError.self) { try Filter(text) }
    #expect(error.message.contains(message), "\(error)")
    #expect(error.position == position, "\(error)")
  }

  @Test("The mark stands below the place")
  func mark() throws {
    let error = try #require(throws: FilterError.self) {
      try Filter("user = carol and\n\tpid = x or uid = 0")
    }
    #expect(
      error.description == """
        'process.pid' is a number, such as 4711, 64k or 1MiB
          \tpid = x or uid = 0
          \t      ^
        """)
  }

  @Test("Nesting, length and number are bounded")
  func bounds() {
    for text in [
      String(repeating: "(", count: 100_000), String(repeating: "not ", count: 10_000) + "pid = 1",
      String(repeating: "not ", count: 100) + "pid = 1",
      Array(repeating: "pid = 1", count: 1001).joined(separator: " or "),
      "user = '" + String(repeating: "x", count: 70_000) + "'",
    ] { #expect(throws: FilterError.self) { try Filter(text) } }
    #expect(throws: Never.self) {
      try Filter(Array(repeating: "pid = 1", count: 1000).joined(separator: " or "))
    }
  }

  @Test("Texts with wrong bytes never do more than fail", arguments: [1, 2, 3] as [UInt64])
  func mutations(_ seed: UInt64) throws {
    var generator = Generator(seed: seed)
    let seeds = [
      "kind = net.connect and port in (22, 4444) and user = carol",
      "not (exe =~ '^/(usr|opt)/[a-z0-9_]+/.{2,5}$' or address in 10.0.0.0/8)",
      "argv ~ *.sh and has tty && time >= 2026-11-22T10:00:00Z or cmdline icontains \"a\\\"b\"",
    ]
    var parsed = 0
    for _ in 0..<3000 {
      let seed = try #require(seeds.randomElement(using: &generator))
      let text = String(decoding: generator.mutated(Array(seed.utf8)), as: UTF8.self)
      do {
        let condition = try FilterCondition(text)
        for line in [Lines.exec, Lines.connect, Lines.answer] { _ = try condition.holds(for: line) }
        parsed += 1
      } catch let error as FilterError {
        #expect(!error.description.isEmpty)
        #expect((0...text.utf8.count).contains(error.position))
      }
    }
    #expect(parsed > 0 && parsed < 3000)
  }

  @Test("Lines with wrong bytes never do more than fail", arguments: [1, 2, 3] as [UInt64])
  func lines(_ seed: UInt64) throws {
    var generator = Generator(seed: seed)
    let conditions = try [
      "user = carol and cmdline =~ 'say' and not address in 10.0.0.0/8", "result < 0 or argv ~ *x*",
      "time > 2026-01-01 and exe.memfd = true or dns.addresses in 192.0.2.0/24",
    ].map { try FilterCondition($0) }
    var failures = 0
    for _ in 0..<5000 {
      let line = try #require(
        [Lines.exec, Lines.connect, Lines.answer].randomElement(using: &generator))
      let bytes = generator.mutated(Array(line.utf8))
      for condition in conditions {
        do throws(LineError) {
          _ = try condition.holds(for: bytes.span.bytes)
        } catch {
          failures += 1
        }
      }
    }
    #expect(failures > 0 && failures < 15_000)
  }
}
