import Events
import Foundation
import TestSupport
import Testing

@testable import History

/// Arguments that somebody made to be slow, or to end the program.
@Suite struct HostileArgumentTests {
  private static let pieces = [
    "\"", "'", "\\", "\\\"", " ", "=", ":", "://", "@", "-p", "--password", "password=", "\n", "|",
    "<<<", "$(", "eyJ", ".", "sh", "-c", "mysql", "echo", "chpasswd", "token", "\"token\":",
    "\u{0}",
    "[redacted:", "*", "identified by", "Authorization:", "bearer ", "-----BEGIN PRIVATE KEY-----",
    "é", "\u{202e}", "curl -u x:", "AKIAIOSFODNN7EXAMPLE", "?a=b&", "https://u:p", ";",
  ]

  @Test("Random command lines stay lists, and hints miss nothing")
  func random() throws {
    var generator = Generator(seed: 7)
    let redactor = Redactor(key: Redacting.key)
    let hints = CredentialHints.all
    let finder = SecretFinder()
    for _ in 0..<1000 {
      let arguments = (0..<Int.random(in: 1...4, using: &generator)).map { _ -> [UInt8] in
        (0..<Int.random(in: 0...8, using: &generator)).flatMap { _ -> [UInt8] in
          if Int.random(in: 0..<8, using: &generator) == 0 {
            return [UInt8.random(in: .min ... .max, using: &generator)]
          }
          return Array((Self.pieces.randomElement(using: &generator) ?? "").utf8)
        }
      }
      let list = Redacting.list(arguments)
      let stored = redactor.redacted(arguments: list)
      if let stored {
        let decoded = try JSONDecoder().decode([String].self, from: Data(stored))
        #expect(decoded.count == arguments.count)
      }
      var argument = ArgumentText()
      #expect(list.withUnsafeBytes { argument.read(list: $0) })
      #expect(argument.arguments.map { Array(argument.bytes[$0]) } == arguments)
      let isFound = !finder.find(in: argument, isLine: false).isEmpty
      #expect(isFound == (stored != nil))
      if isFound { #expect(list.withUnsafeBytes { hints.areMet(in: $0) }) }
    }
  }

  @Test("Truncated lists do no harm")
  func truncated() {
    let redactor = Redactor(key: Redacting.key)
    let list = Redacting.list(["sh", "-c", "mysql -p'x' \u{1f600}\u{1b} --token=\\x41"])
    for count in list.indices {
      _ = redactor.redacted(arguments: Array(list[..<count]))
      _ = redactor.redacted(text: Array(list[..<count]))
    }
  }

  // The time that this takes is not looked at; what grows with the square would be seen.
  @Test(
    "Much of anything is nothing special",
    arguments: pieces + [
      "\"token\":\"", "'a", "\\\\\\\"", "x://a:b/", "password=' ", " -p \"", "a=b;", "$'", "`",
      "password : ", "eyJaaaaaaaaaaaaa.", "SG.", "x:y@", "=>", "'token'=>", "\"token\":\"*",
    ])
  func much(_ piece: String) {
    search(piece, bytes: 16 << 10)
  }

  @Test("A million quotes", arguments: ["\"", "'", "\\\""])
  func quotes(_ piece: String) {
    let many = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
    _ = Redactor(key: Redacting.key).redacted(
      arguments: Redacting.list(["sh", "-c", "password \(many)"]))
  }

  private func search(_ piece: String, bytes: Int) {
    let redactor = Redactor(key: Redacting.key)
    let many = String(repeating: piece, count: max(1, bytes / piece.utf8.count))
    for arguments in [
      ["sh", "-c", many], ["mysql", "token " + many], ["x=" + many, "password=@"],
    ] {
      _ = redactor.redacted(arguments: Redacting.list(arguments))
    }
    let text = EventText.json(Array(("password " + many).utf8))
    _ = redactor.redacted(text: Array(text.utf8.dropFirst().dropLast()))
  }

  @Test("Very many arguments")
  func manyArguments() throws {
    let list = Redacting.list(Array(repeating: "--password", count: 50_000) + ["x"])
    #expect(Redactor(key: Redacting.key).redacted(arguments: list) != nil)
  }
}
