import Foundation
import Testing

@testable import Filters

/// docs/filters.md says what is so.
@Suite struct DocumentationTests {
  private static func page() throws -> String {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/filters.md").standardized
    return try String(contentsOf: page, encoding: .utf8)
  }

  @Test func shortNames() throws {
    let rows = FilterField.shortNames.map { "| `\($0.short)` | `\($0.name)` |" }
    #expect(try Self.page().contains("| --- | --- |\n\(rows.joined(separator: "\n"))\n\n"))
  }

  @Test("Every example is a filter")
  func examples() throws {
    let page = try Self.page()
    let section = try #require(page.components(separatedBy: "## Examples\n").last)
    let examples = section.split(separator: "\n").filter { $0.hasPrefix("    ") }
    #expect(examples.count == 10)
    for example in examples {
      _ = try FilterCondition(example.trimmingCharacters(in: .whitespaces))
    }
    let first = "kind = net.connect and port in (22, 4444) and user = carol"
    #expect(page.contains("    \(first)\n"))
    #expect(try FilterCondition(first).holds(for: Lines.connect))
  }

  @Test("The message is the one that is shown")
  func message() throws {
    let error = try #require(throws: FilterError.self) { try Filter("pid = x or uid = 0") }
    let shown = error.description.split(separator: "\n").map { "    \($0)" }
    #expect(try Self.page().contains(shown.joined(separator: "\n")))
  }
}
