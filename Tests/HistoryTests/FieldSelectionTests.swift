import Events
import Filters
import TestSupport
import Testing

@testable import History

/// Lines that have only some fields, and conditions that SQL decides.
@Suite struct FieldSelectionTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private func segment() throws -> SQLiteSegment {
    let path = "\(folder.path)/segment"
    let writer = try SegmentWriter(creating: path, origin: Lines.origin)
    _ = try writer.append(Lines.batch(Lines.fixtures))
    #expect(try writer.close())
    return try SQLiteSegment(path)
  }

  @Test("A line of some fields has these as the whole line has them, and no others")
  func fields() throws {
    let segment = try segment()
    let names = [
      "run", "process.id", "process.parent.id", "user.name", "file.path", "remote.port", "result",
    ]
    let others = ["process.pid", "host.id", "user.id", "cgroup.id", "process.argv"]
    let reader = FieldReader(names + others)
    var whole: [[String?]] = []
    _ = try segment.forEach(EventSelection()) { line in
      try reader.read(line)
      whole.append(names.map(reader.text))
      return true
    }
    var some: [[String?]] = []
    _ = try segment.forEach(EventSelection(fields: Set(names))) { line in
      try reader.read(line)
      some.append(names.map(reader.text))
      #expect(others.allSatisfy { !reader.has($0) })
      return true
    }
    #expect(some == whole)
    // The same segment gives whole lines again.
    #expect(try segment.lines() == Lines.fixtures.map(\.text))
  }

  @Test("Processes are found by their ids: those of the boot, and others")
  func processes() throws {
    let segment = try segment()
    let reader = FieldReader(["process.id", "child.id", "session.id"])
    var ids: [String: [String: Int]] = [:]
    _ = try segment.forEach(EventSelection()) { line in
      try reader.read(line)
      for field in ["process.id", "child.id", "session.id"] {
        if let id = reader.text(field) { ids[field, default: [:]][id, default: 0] += 1 }
      }
      return true
    }
    try #require(ids["process.id"]?.isEmpty == false && ids["child.id"]?.isEmpty == false)
    for (field, counts) in ids {
      for (id, count) in counts {
        let found = try segment.lines(EventSelection(condition: .field(field, isOneOf: [id, "x"])))
        #expect(found.count == count, "\(field) \(id)")
      }
      #expect(try segment.lines(EventSelection(condition: .field(field, isOneOf: ["1-2-3"]))) == [])
    }
  }
}
