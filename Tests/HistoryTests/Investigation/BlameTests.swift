import Events
import TestSupport
import Testing

@testable import History

/// Who did what to a file.
@Suite struct BlameTests {
  private let past: Past

  init() throws {
    past = try Past()
  }

  private func blame(_ path: String) throws -> [FileChange] {
    let blame = try Blame(path, in: .min ... .max, of: past.history())
    #expect(blame.problems == [])
    return blame.changes
  }

  private func add(
    _ kind: String, at second: Double, _ path: String, to target: String? = nil,
    _ more: [String: String] = [:]
  ) throws {
    var fields = Past.actor(70, exe: "/usr/bin/dpkg").with(["file.path": "\"\(path)\""]).with(more)
    fields["file.target.path"] = target.map { "\"\($0)\"" }
    try past.add(kind, at: second, fields)
  }

  @Test("A file is followed back through its names, and through those of its directories")
  func names() throws {
    try add("file.open", at: 1, "/tmp/new", ["file.created": "true", "result": "0"])
    try add("file.write", at: 2, "/tmp/new", ["file.descriptor": "3", "file.bytes": "10"])
    try add(
      "file.close", at: 3, "/tmp/new",
      ["file.descriptor": "3", "file.bytes": "30", "file.writes": "3"])
    try add("file.rename", at: 4, "/tmp/new", to: "/srv/old/conf", ["result": "0"])
    try add("file.rename", at: 5, "/srv/old", to: "/srv/now", ["result": "0"])
    try add("file.chmod", at: 6, "/srv/now/conf", ["file.new_mode": "\"0777\"", "result": "0"])
    try add("file.unlink", at: 7, "/srv/now/other", ["result": "0"])
    try add("file.unlink", at: 8, "/srv/now/conf", ["result": "-13"])
    try add("file.unlink", at: 9, "/srv/now/conf", ["result": "0"])
    let changes = try blame("/srv/now/conf")
    #expect(
      changes.map(\.action) == [.removed, .permissions, .renamed, .renamed, .changed, .created])
    #expect(
      changes.map(\.path) == [
        "/srv/now/conf", "/srv/now/conf", "/srv/now/conf", "/srv/old/conf", "/tmp/new", "/tmp/new",
      ])
    #expect(changes[4].detail == "30 bytes in 3 writes")
    #expect(changes[4].events.map(\.sequence) == [3, 2])
    #expect(changes[0].person.name == "carol")
    #expect(try blame("/srv/now/nothing").map(\.action) == [.renamed])
  }

  @Test(
    "A file that took another one's place: both are told, but not what an earlier temporary file was"
  )
  func replaced() throws {
    for second in [10.0, 20] {
      try add("file.open", at: second, "/etc/passwd+", ["file.created": "true", "result": "0"])
      try add(
        "file.rename", at: second + 1, "/etc/passwd+", to: "/etc/passwd", ["result": "0"])
    }
    let changes = try blame("/etc/passwd")
    #expect(changes.map(\.action) == [.renamed, .created, .renamed, .created])
    #expect(changes.map(\.time) == changes.map(\.time).sorted(by: >))
  }
}
