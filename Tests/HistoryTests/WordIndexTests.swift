import Events
import Filters
import TestSupport
import Testing

@testable import History

/// The index of what is in command lines says which events can be meant, and never leaves one out.
@Suite struct WordIndexTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/segment" }

  init() throws {
    folder = try ScratchFolder()
  }

  /// A full segment of commands, and its reader.
  private func segment(_ commands: [[String]]) throws -> SQLiteSegment {
    let template = try #require(Lines.fixtures.first { $0.kind == .processExec }).text
    let lines = commands.enumerated().map { index, argv in
      let list = argv.map { EventText.json(Array($0.utf8)) }.joined(separator: ",")
      return (
        kind: EventKind.processExec,
        text: Lines.numbered(template, UInt64(index + 1))
          .replacing(/"argv":\[(?:"(?:[^"\\]|\\.)*",?)*\]/, with: "\"argv\":[\(list)]")
      )
    }
    let writer = try SegmentWriter(creating: path, origin: Lines.origin)
    _ = try writer.append(Lines.batch(lines))
    let database = try Database(path, .write)
    let full = FullSegment(path: path, database: database, before: nil)
    try WordIndex.step.finish(full)
    return try SQLiteSegment(path)
  }

  private func numbers(_ text: String, in segment: SQLiteSegment) throws -> (
    read: [UInt64], meant: [UInt64]
  ) {
    let filter = try Filter(text)
    let condition = try FilterCondition(filter)
    var read: [UInt64] = []
    var meant: [UInt64] = []
    _ = try segment.forEach(EventSelection(condition: filter)) { line in
      read.append(line.sequence)
      if try condition.holds(for: line.bytes.bytes) { meant.append(line.sequence) }
      return true
    }
    return (read, meant)
  }

  @Test("Only commands that can be meant are read")
  func narrows() throws {
    let segment = try segment([
      ["nmap", "-sS", "10.0.0.1"], ["sh", "-c", "echo nothing"], ["NMAP"], ["nmap"],
      ["x", "ap -s"],
    ])
    #expect(try numbers("argv contains nmap", in: segment) == ([1, 3, 4], [1, 4]))
    #expect(try numbers("argv icontains nmap", in: segment) == ([1, 3, 4], [1, 3, 4]))
    #expect(try numbers("cmdline contains 'nmap -sS'", in: segment) == ([1], [1]))
    #expect(try numbers("argv contains '10.0.0.2'", in: segment) == ([], []))
    // Too short to look for: all are read.
    #expect(try numbers("argv contains ap", in: segment).meant == [1, 4, 5])
  }

  @Test("Whatever a part of any text is found by, with the index as without")
  func random() throws {
    var random = Generator(seed: 11)
    let commands = (0..<200).map { _ in
      (0..<Int.random(in: 1...4, using: &random)).map { _ in
        String(decoding: random.text(upTo: 24), as: UTF8.self)
      }
    }
    let segment = try segment(commands)
    var hits = 0
    for _ in 0..<300 {
      let text = commands.randomElement(using: &random)?.randomElement(using: &random) ?? ""
      let characters = Array(text.unicodeScalars)
      guard characters.count > 3 else { continue }
      let start = Int.random(in: 0..<characters.count - 3, using: &random)
      let end = Int.random(in: start + 3...characters.count, using: &random)
      var part = ""
      part.unicodeScalars.append(contentsOf: characters[start..<end])
      guard !part.contains("'"), !part.contains("\0") else { continue }
      let query = "argv contains '\(part)'"
      guard let filter = try? Filter(query) else { continue }
      let condition = try FilterCondition(filter)
      var all: [UInt64] = []
      _ = try segment.forEach(EventSelection()) { line in
        if try condition.holds(for: line.bytes.bytes) { all.append(line.sequence) }
        return true
      }
      #expect(try numbers(query, in: segment).meant == all, "\(query)")
      hits += all.count
    }
    #expect(hits > 100)
  }
}
