import Foundation
import Sinks
import Testing

@testable import Configuration

@Suite struct DocumentationTests {
  @Test("docs/configuration.md is what the tables say")
  func page() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/configuration.md").standardized
    let markdown = Configuration.markdown
    if ProcessInfo.processInfo.environment["LOOKBACK_WRITE_DOCS"] == "1" {
      try Data(markdown.utf8).write(to: page)
    }
    #expect(
      try String(contentsOf: page, encoding: .utf8) == markdown,
      "run the tests with LOOKBACK_WRITE_DOCS=1 to write it anew")
  }

  @Test("The example in it is right")
  func example() throws {
    let parts = Configuration.markdown.components(separatedBy: "```")
    let example = try #require(parts.count > 1 ? parts[1] : nil)
    try #require(example.hasPrefix("yaml\n"))
    let settings = try Scratch().load(String(example.dropFirst("yaml\n".count))).settings
    #expect(settings.sinks.count == 3)
    #expect(settings.cpuLimit == 10)
  }

  @Test("Settings have one name and one sentence at least")
  func settings() {
    #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
    for setting in Setting.all {
      #expect(setting.name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil)
      #expect(setting.summary.hasSuffix("."), "\(setting.name)")
    }
    #expect(Set(SinkKey.all.map(\.name)).count == SinkKey.all.count)
    for key in SinkKey.all { #expect(key.summary.hasSuffix("."), "\(key.name)") }
  }

  @Test("The file of an installation is right, and has what is usual but for the sinks")
  func installed() throws {
    let scratch = try Scratch()
    var settings = try scratch.load(DefaultConfiguration.text).settings
    #expect(settings.sinks.map(\.name) == ["file-var-log-lookback-events.json"])
    settings.sinks = Settings().sinks
    #expect(settings == Settings())
  }

  @Test("What is commented out in it is right, too, and has what is usual")
  func commentedOut() throws {
    let lines = DefaultConfiguration.text.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.map { line in
      line.firstMatch(of: /^#([a-z-]+: |  )/) == nil ? line : line.dropFirst()
    }.joined(separator: "\n")
    let scratch = try Scratch()
    #expect(try scratch.problems(text) == [])
    let configuration = try scratch.load(text)
    #expect(configuration.settings.sinks.count == 3)
    for setting in Setting.all {
      #expect(configuration.origin(of: setting) != .standard, "\(setting.name)")
      guard setting.name != "sinks" else { continue }
      #expect(setting.text(configuration.settings) == setting.text(Settings()))
    }
  }

  @Test("No line of it is longer than a terminal is wide")
  func width() {
    #expect(DefaultConfiguration.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }
}
