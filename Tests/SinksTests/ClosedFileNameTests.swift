import Testing

@testable import Sinks

@Suite struct ClosedFileNameTests {
  private let base = "events.jsonl"
  // 2026-11-23 02:55:00
  private let now = 1_795_402_500

  @Test("A name says when it was")
  func time() {
    let name = ClosedFileName(at: now, behind: [])
    #expect(name.name(behind: base) == "events.jsonl.20261123T025500Z")
    #expect(ClosedFileName(at: 0, behind: []).time == "19700101T000000Z")
  }

  @Test("Names grow, within a second and when the clock steps back")
  func order() {
    var names: [ClosedFileName] = []
    for step in [0, 0, 0, -3600, 1, -1] {
      var name = ClosedFileName(at: now + step, behind: names)
      #expect(names.allSatisfy { $0 < name })
      // Compressing one changes nothing.
      name.compression = .gzip
      names.append(name)
    }
    #expect(
      names.map { $0.plain.name(behind: base) } == [
        "events.jsonl.20261123T025500Z", "events.jsonl.20261123T025500Z-2",
        "events.jsonl.20261123T025500Z-3", "events.jsonl.20261123T025500Z-4",
        "events.jsonl.20261123T025501Z", "events.jsonl.20261123T025501Z-2",
      ])
  }

  @Test(
    "Names are read as they are written",
    arguments: ["", "-2", "-17", ".gz", "-2.gz", ".zst", "-300.zst"])
  func parsing(rest: String) throws {
    let text = "events.jsonl.20261123T025500Z\(rest)"
    let name = try #require(ClosedFileName(text, behind: base))
    #expect(name.name(behind: base) == text)
  }

  @Test(
    "Other files are not ours",
    arguments: [
      "", "events.jsonl", "events.jsonl.1", "events.jsonl.20261123T025500", "events.jsonl.gz",
      "events.jsonl.20261123T025500Z.bz2", "events.jsonl.20261123T025500Z-1",
      "events.jsonl.20261123T025500Z-02", "events.jsonl.20261123T025500Z-",
      "events.jsonl.20261123T025500Z.gz.partial", "events.jsonl.2026112xT025500Z",
      "others.jsonl.20261123T025500Z",
    ])
  func foreign(name: String) {
    #expect(ClosedFileName(name, behind: base) == nil)
  }
}
