import Foundation
import TestSupport
import Testing

@testable import Filters

@Suite struct PatternTests {
  private func isFound(
    _ pattern: String, _ text: String, ignoresCase: Bool = false
  ) throws -> Bool {
    let pattern = try TextPattern(.matches, text: pattern, ignoresCase: ignoresCase)
    return pattern.fits(Array(text.utf8).span)
  }

  @Test("Patterns find what others find, and nothing else")
  func againstFoundation() throws {
    let patterns = [
      "a", "abc", "^abc$", "a|b", "(ab)+c", "a*b?c", "^$", "a.c", "[a-c]x", "[^a-c]x",
      "\\d+", "\\w\\s\\w", "\\D\\W\\S", "a{2}", "a{2,}", "^a{1,3}$", "(a|b)*abb", "x{0}y", "a{,2}",
      "ä", "[äö]b", "^.$", "^..$", "[]a]", "[a-]", "\\.", "\\x41", "^(a|ab)(c|bcd)$", "a$|^b",
      "(?:ab|cd)e",
      "[[:digit:]]+", "a+?b", "^a*$", "()", "(|a)b", "\\[", "[\\]]", "$", "^", "a^b", "b$a",
    ]
    var generator = Generator(seed: 7)
    let letters = Array("abcdxyAB 01.\n[]-ä😀_")
    let texts =
      ["", "a", "abc", "aabb", "abbcd", "é"]
      + (0..<150).map { _ in
        String(
          (0..<Int.random(in: 1...8, using: &generator)).compactMap { _ in
            letters.randomElement(using: &generator)
          })
      }
    for pattern in patterns {
      // A brace without a lower bound stands for itself in ours.
      if pattern == "a{,2}" { continue }
      let other = try NSRegularExpression(
        pattern: pattern.replacing("[]a]", with: "[\\]a]"), options: .dotMatchesLineSeparators)
      let ours = try TextPattern(.matches, text: pattern, ignoresCase: false)
      for text in texts where !(pattern.contains("$") && text.hasSuffix("\n")) {
        // Letters beyond ASCII are none to ours.
        if pattern.contains(/\\[wW]/), text.utf8.count != text.count { continue }
        let range = NSRange(text.startIndex..., in: text)
        let expected = other.firstMatch(in: text, range: range) != nil
        #expect(
          ours.fits(Array(text.utf8).span) == expected, "\(pattern) in \(text.debugDescription)")
      }
    }
  }

  @Test("Case is ignored where that is asked for")
  func caseIgnored() throws {
    #expect(try isFound("ab[c-d]", "xABDx", ignoresCase: true))
    #expect(try isFound("(?i)ab[c-d]", "xABDx"))
    #expect(try !isFound("ab[c-d]", "xABDx"))
    #expect(try !isFound("[^a]", "A", ignoresCase: true))
  }

  @Test(
    "Globs",
    arguments: [
      ("*", "", true), ("", "", true), ("", "a", false), ("?", "ä", true), ("?", "ab", false),
      ("a*", "abc", true), ("*c", "abc", true), ("*b*", "abc", true), ("*x*", "abc", false),
      ("a*c", "abc", true), ("a*b*c", "abxc", true), ("a*b*c", "acb", false), ("\\*", "*", true),
      ("\\*", "a", false), ("a?c*", "abcd", true), ("**", "x", true), ("[a]", "[a]", true),
      ("/etc/*", "/etc/a\n/b", true), ("a.c", "abc", false),
    ])
  func globs(_ pattern: String, _ text: String, _ fits: Bool) throws {
    let glob = try TextPattern(.like, text: pattern, ignoresCase: false)
    #expect(glob.fits(Array(text.utf8).span) == fits)
  }

  @Test(
    "Time grows with the text only",
    arguments: [
      "(a*)*b", "(a|a)*b", "(a|aa)+$b", "(.*.*)*x", "a{0,200}a{200}b", "(a+)+(a+)+(a+)+b",
      "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a?){300}a{300}b", "[ab]*a[ab]{12}c",
    ])
  func linear(_ pattern: String) throws {
    let matcher = try TextPattern(.matches, text: pattern, ignoresCase: false)
    // What would take others longer than the universe lasts.
    var generator = Generator(seed: 3)
    let text = (0..<20_000).map { _ in Bool.random(using: &generator) ? UInt8(97) : 98 }
    let alike = [UInt8](repeating: 97, count: 20_000)
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(!matcher.fits(alike.span) || pattern.hasSuffix("x"))
      _ = matcher.fits(text.span)
    }
    #expect(time < .seconds(60), "\(time)")
  }

  @Test("Addresses are read as others read them")
  func addresses() throws {
    var generator = Generator(seed: 11)
    let seeds = [
      "10.0.0.1", "255.255.255.255", "::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8",
      "::ffff:10.0.0.1", "fe80::1", "1:2:3:4:5:6:1.2.3.4", "1::8", "::2:3:4:5:6:7:8",
    ]
    for round in 0..<4000 {
      let seed = try #require(seeds.randomElement(using: &generator))
      let bytes = round < 100 ? Array(seed.utf8) : generator.mutated(Array(seed.utf8))
      // Others end at a NUL, and do not know interfaces.
      if bytes.contains(0) || bytes.contains(UInt8(ascii: "%")) { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect((IPAddress(bytes.span) != nil) == Self.isAddress(text), "\(text)")
    }
  }

  private static func isAddress(_ text: String) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16)
    // Leading zeros are read by us as decimal, and refused by others.
    let hasLeadingZero = text.contains(/(^|[.:])0\d+(\.|$)/)
    return inet_pton(AF_INET, text, &buffer) == 1 || inet_pton(AF_INET6, text, &buffer) == 1
      || hasLeadingZero && IPAddress(Array(text.utf8).span) != nil
  }
}
