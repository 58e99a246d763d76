import Foundation
import Testing

@testable import Events

/// What is left out step by step.
@Suite struct DegradeStepTests {
  @Test("Only kinds of the bulk lane, each in one step")
  func kinds() {
    let kinds = DegradeStep.allCases.flatMap(\.kinds)
    #expect(Set(kinds).count == kinds.count)
    for kind in kinds {
      #expect(EventCatalog.definition(of: kind)?.lane == .bulk, "\(kind)")
    }
    // Of the bulk lane these few are never left out.
    let all = EventCatalog.all.filter { $0.lane == .bulk && !$0.hooks.isEmpty }.map(\.kind)
    #expect(
      Set(all).subtracting(kinds) == [.processMemfd, .netConnects, .ttyWinsize, .ttyMode])
  }

  @Test("The steps stand in docs/capture.md")
  func documentation() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/capture.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    let table = DegradeStep.allCases.map { step in
      "| \(step.rawValue) | `\(step)` | \(step.summary) |\n"
    }.joined()
    #expect(text.contains(table), "in docs/capture.md there should be:\n\(table)")
  }
}
