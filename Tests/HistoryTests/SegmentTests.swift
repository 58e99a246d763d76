import Events
import Filters
import TestSupport
import Testing

@testable import History

/// What is written into a segment comes out of it.
@Suite struct SegmentTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/segment" }

  init() throws {
    folder = try ScratchFolder()
  }

  private func write(
    _ lines: [(kind: EventKind, text: String)], origin: SegmentOrigin = Lines.origin
  ) throws -> SQLiteSegment {
    let writer = try SegmentWriter(creating: path, origin: origin)
    let written = try writer.append(Lines.batch(lines))
    #expect(written.events == lines.count)
    #expect(written.refused.isEmpty)
    #expect(try writer.close())
    return try SQLiteSegment(path)
  }

  @Test("Every fixture's line comes back byte by byte")
  func fixtures() throws {
    let segment = try write(Lines.fixtures)
    #expect(segment.origin == Lines.origin)
    let lines = try segment.lines()
    #expect(lines.count == Lines.fixtures.count)
    for (line, fixture) in zip(lines, Lines.fixtures) { #expect(line == fixture.text) }
    #expect(
      try segment.lines(EventSelection(isBackwards: true)) == lines.reversed())
  }

  @Test("A line with every field of its kind comes back byte by byte")
  func fullLines() throws {
    let all = FullLine.all.enumerated().map { index, line in
      (line.definition.kind, Lines.numbered(line.text, UInt64(index + 1)))
    }
    let values = try #require(FullLine.all.first?.values)
    let origin = SegmentOrigin(
      host: try #require(values["host.id"]), boot: try #require(values["host.boot"]),
      run: try #require(values["run"]))
    let segment = try write(all, origin: origin)
    let lines = try segment.lines()
    #expect(lines.count == all.count)
    for (line, expected) in zip(lines, all) { #expect(line == expected.1) }
  }

  @Test("Who acts comes back, whatever else was said of the same process before")
  func actors() throws {
    let templates = FullLine.all.filter { line in
      [.fileOpen, .fileWrite, .netConnect, .processExit].contains(line.definition.kind)
    }
    let values = try #require(templates.first?.values)
    let origin = SegmentOrigin(
      host: try #require(values["host.id"]), boot: try #require(values["host.boot"]),
      run: try #require(values["run"]))
    let optional: Set = [
      "user", "cgroup", "session", "entry", "container", "systemd", "from_caller",
    ]
    var random = Generator(seed: 5)
    let lines = try (1...3000).map { number in
      let template = try #require(templates.randomElement(using: &random))
      let members = Lines.members(Lines.numbered(template.text, UInt64(number))).filter {
        !optional.contains($0.name) || Int.random(in: 0..<8, using: &random) > 0
      }
      let text = "{" + members.map(\.text).joined(separator: ",") + "}\n"
      let process = Int.random(in: 1...3, using: &random)
      return (
        template.definition.kind, text.replacing(/"tid":[0-9]+/, with: "\"tid\":\(process)")
      )
    }
    let segment = try write(lines, origin: origin)
    let found = try segment.lines()
    #expect(found.count == lines.count)
    for (line, expected) in zip(found, lines) { #expect(line == expected.1) }
  }

  @Test("Texts of all sorts come back: escapes, bytes that are no text, long ones")
  func texts() throws {
    var random = Generator(seed: 4)
    let template = try #require(Lines.fixtures.first { $0.kind == .processExec }).text
    let lines = (1...500).map { number in
      let path = EventText.json(random.text(upTo: number % 50 == 0 ? 3000 : 40))
      let argv = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        EventText.json(random.text(upTo: 30))
      }
      let text = Lines.numbered(template, UInt64(number))
        .replacing(/"cwd":"(?:[^"\\]|\\.)*"/, with: "\"cwd\":\(path)")
        .replacing(
          /"argv":\[(?:"(?:[^"\\]|\\.)*",?)*\]/, with: "\"argv\":[\(argv.joined(separator: ","))]")
      return (EventKind.processExec, text)
    }
    #expect(lines.contains { $0.1.contains("\\u0000") })
    let segment = try write(lines)
    let found = try segment.lines()
    for (line, expected) in zip(found, lines) { #expect(line == expected.1) }
    #expect(found.count == lines.count)
  }

  @Test("Numbers of 64 bits come back")
  func numbers() throws {
    let template = try #require(Lines.fixtures.first { $0.kind == .fileOpen }).text
    let numbers = ["0", "1", "9223372036854775807", "9223372036854775808", "18446744073709551615"]
    let lines = numbers.enumerated().map { index, number in
      (
        EventKind.fileOpen,
        Lines.numbered(template, UInt64(index + 1))
          .replacing(/"inode":[0-9]+/, with: "\"inode\":\(number)")
      )
    }
    #expect(lines[4].1.contains("18446744073709551615"))
    #expect(try write(lines).lines() == lines.map(\.1))
  }

  @Test("Lines that are no events of this run are refused and counted; the others are stored")
  func refused() throws {
    let writer = try SegmentWriter(creating: path, origin: Lines.origin)
    let good = Lines.fixtures[0]
    let lines: [(kind: EventKind, text: String)] = [
      good, (good.kind, "{\"kind\":\n"), (good.kind, ""),
      (good.kind, good.text.replacing("host-1", with: "host-2")),
      (good.kind, good.text.replacing("\"cpu\":3", with: "\"cpu\":3,\"news\":[1]")),
      (EventKind(rawValue: 60_000), good.text), (good.kind, Lines.numbered(good.text, 7)),
    ]
    let written = try writer.append(Lines.batch(lines))
    #expect(written.events == 2)
    #expect(written.refused == [good.kind: 4, EventKind(rawValue: 60_000): 1])
    #expect(try SQLiteSegment(path).lines() == [good.text, Lines.numbered(good.text, 7)])
  }

  @Test("Readers see whole batches while it is written")
  func concurrent() throws {
    let writer = try SegmentWriter(creating: path, origin: Lines.origin)
    let reader = try SQLiteSegment(path)
    #expect(reader.span == nil)
    #expect(try reader.lines().isEmpty)
    var sequence: UInt64 = 1
    for round in 1...20 {
      let lines = Lines.fixtures.map { line in
        defer { sequence += 1 }
        return (kind: line.kind, text: Lines.numbered(line.text, sequence))
      }
      _ = try writer.append(
        Lines.batch(lines, from: sequence - UInt64(Lines.fixtures.count)))
      #expect(try reader.lines().count == round * Lines.fixtures.count)
    }
    #expect(writer.events == 20 * Lines.fixtures.count)
    #expect(reader.span == writer.span)
  }

  @Test("What is asked for by time, kind and number is what comes")
  func selection() throws {
    let template = try #require(Lines.fixtures.first { $0.kind == .fileOpen }).text
    let lines = (1...100).map { number in
      let nanoseconds = number < 10 ? "00\(number)" : number < 100 ? "0\(number)" : "\(number)"
      return (
        EventKind.fileOpen,
        Lines.numbered(template, UInt64(number))
          .replacing("10:00:00.123456789Z", with: "10:00:00.\(nanoseconds)000000Z")
      )
    }
    let segment = try write(lines)
    let span = try #require(segment.span)
    #expect(span.upperBound - span.lowerBound == 99_000_000)
    let middle = EventSelection(
      times: (span.lowerBound + 9_000_000)...(span.lowerBound + 19_000_000))
    #expect(try segment.lines(middle) == lines[9...19].map(\.1))
    #expect(try segment.lines(EventSelection(kinds: [.processExec])).isEmpty)
    var taken = 0
    let wasWhole = try segment.forEach(EventSelection()) { _ in
      taken += 1
      return taken < 5
    }
    #expect(!wasWhole)
    #expect(taken == 5)
  }

  @Test("A condition lets through all events for which it holds", arguments: samples)
  func conditions(_ text: String) throws {
    let segment = try write(Lines.fixtures)
    try expectAll(of: text, in: segment)
    // The same once it is full.
    let database = try Database(path, .write)
    for step in FinishingStep.all {
      try step.finish(FullSegment(path: path, database: database, before: nil))
    }
    try expectAll(of: text, in: segment)
  }

  private func expectAll(of text: String, in segment: SQLiteSegment) throws {
    let filter = try Filter(text)
    let condition = try FilterCondition(filter)
    let meant = try Lines.fixtures.map(\.text).filter { line in
      let bytes = Array(line.utf8)
      return try condition.holds(for: bytes.span.bytes)
    }
    let found = try segment.lines(EventSelection(condition: filter))
    #expect(found.count >= meant.count)
    #expect(Set(meant).subtracting(found).isEmpty)
    let exact = try found.filter { line in
      let bytes = Array(line.utf8)
      return try condition.holds(for: bytes.span.bytes)
    }
    #expect(exact == meant)
  }

  private static let samples = [
    "kind = process.exec", "kind in (net.connect, file.open) and user.id = 1000", "pid = 4711",
    "pid = 4712", "user.id != 1000", "comm = bash and result < 0", "result = 0 or result < -10",
    "file.path startswith \"/\"", "file.path contains \"a\" or remote.port > 1",
    "not file.path contains \"etc\"", "process.argv = *", "argv contains \"-\"",
    "remote.address = 10.0.0.0/8", "process.exe like \"*sh\"", "file.created = false",
    "file.inode = 18446744073709551615", "time > 2026-11-22", "seq < 20", "tty = pts/7",
    "namespace.user = *", "exe.memfd = true", "session = *",
    "process.id = 1a2b3c4d-4711-abcdef01234",
    "argv contains \"etc/pass\"", "argv icontains \"ETC/pass\"", "argv = -i",
    "argv in (sudo, curl)",
    "cmdline contains \"t /etc/pas\"", "cmdline like \"*cat*/etc*\"", "exe icontains \"BIN/\"",
    "not argv contains \"etc\"", "argv startswith \"/etc/\" or argv endswith \"wd\"",
    "exe contains \"in/c\"", "argv contains \"\\\"\"", "argv contains \"ä\" or argv = x",
    "process.exe = \"/usr/bin/cat\"", "cwd matches \"^/\"", "host = host-1", "cpu = 3",
  ]

  @Test("What is no segment, or none of this version, is said to be")
  func damaged() throws {
    try folder.make("segment", Array("no database at all, but long enough".utf8))
    #expect(throws: HistoryError.self) { try SQLiteSegment(path) }
    try folder.make("segment", [])
    let empty = #expect(throws: HistoryError.self) { try SQLiteSegment(path) }
    #expect(empty?.code == .empty)
    let missing = #expect(throws: HistoryError.self) { try SQLiteSegment("\(folder.path)/none") }
    #expect(missing?.code == .missing)
    let other = try Database("\(folder.path)/other", .write)
    try other.run("PRAGMA application_id = \(SegmentSchema.applicationID)")
    try other.run("PRAGMA user_version = 99; CREATE TABLE meta(key, value)")
    let version = #expect(throws: HistoryError.self) { try SQLiteSegment("\(folder.path)/other") }
    #expect(version?.code == .version)
  }
}
