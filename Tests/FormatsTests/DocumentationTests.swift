import Foundation
import Testing

@testable import Formats

@Suite struct DocumentationTests {
  @Test("docs/formats.md is what the table says")
  func page() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/formats.md").standardized
    if ProcessInfo.processInfo.environment["LOOKBACK_WRITE_DOCS"] == "1" {
      try Data(FormatDocumentation.markdown.utf8).write(to: page)
    }
    #expect(
      try String(contentsOf: page, encoding: .utf8) == FormatDocumentation.markdown,
      "run the tests with LOOKBACK_WRITE_DOCS=1 to write it anew")
  }
}
