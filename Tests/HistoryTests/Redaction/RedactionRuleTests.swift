import Foundation
import Testing

@testable import History

@Suite struct RedactionRuleTests {
  @Test("What the examples of a rule mark is replaced, and nothing else of them")
  func examples() throws {
    for rule in RedactionRule.all {
      #expect(!rule.examples.isEmpty, "\(rule.name)")
      for example in rule.examples {
        #expect(example.joined().contains("‹"), "\(rule.name)")
        #expect(
          try Redacting.stored(example.map(Redacting.plain)) == example.map(Redacting.blank),
          "\(rule.name)")
      }
    }
  }

  @Test("Rules have one name and one sentence")
  func texts() {
    #expect(Set(RedactionRule.all.map(\.name)).count == RedactionRule.all.count)
    for rule in RedactionRule.all {
      #expect(rule.summary.hasSuffix("."), "\(rule.name)")
      #expect(rule.name.wholeMatch(of: /[a-z-]+( [a-z-]+)?/) != nil, "\(rule.name)")
    }
  }

  @Test("docs/security.md has the table")
  func page() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../docs/security.md").standardized
    var text = try String(contentsOf: page, encoding: .utf8)
    let heading = try #require(text.range(of: "| Rule | "))
    let end = try #require(text.range(of: "\n\n", range: heading.lowerBound..<text.endIndex))
    let table = heading.lowerBound..<text.index(after: end.lowerBound)
    if ProcessInfo.processInfo.environment["LOOKBACK_WRITE_DOCS"] == "1" {
      text.replaceSubrange(table, with: RedactionRule.markdown)
      try Data(text.utf8).write(to: page)
    } else {
      #expect(
        text[table] == RedactionRule.markdown,
        "run the tests with LOOKBACK_WRITE_DOCS=1 to write it anew")
    }
  }
}
