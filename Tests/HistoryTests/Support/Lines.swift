import Events
import History

/// Batches of lines, as a sink gets them.
enum Lines {
  static let origin = SegmentOrigin(
    host: "host-1", boot: "1a2b3c4d-0000-4000-8000-000000000000", run: "1a2b3c4d-99-f")

  /// The lines, each with its newline, numbered from a number on.
  static func batch(_ lines: [(kind: EventKind, text: String)], from first: UInt64 = 1)
    -> OutputBuffer
  {
    let count = lines.reduce(0) { $0 + $1.text.utf8.count }
    let buffer = OutputBuffer(
      capacity: OutputBuffer.worstCase(forRecordOf: count) + 1024 * lines.count)
    for (index, line) in lines.enumerated() {
      let bytes = Array(line.text.utf8)
      let fits = buffer.append(
        bytes.span.bytes, kind: line.kind, sequence: first + UInt64(index))
      precondition(fits)
    }
    return buffer
  }

  /// A line with another number.
  static func numbered(_ line: String, _ sequence: UInt64) -> String {
    line.replacing(/"seq":[0-9]+,/, with: "\"seq\":\(sequence),", maxReplacements: 1)
  }

  /// All fixtures, numbered from a number on.
  static func batch(ofFixturesFrom first: Int) -> OutputBuffer {
    batch(
      fixtures.enumerated().map { index, line in
        (line.kind, numbered(line.text, UInt64(first + index)))
      }, from: UInt64(first))
  }

  /// The members of a line itself, each with its name.
  static func members(_ line: String) -> [(name: String, text: String)] {
    var members: [(name: String, text: String)] = []
    var text = ""
    var depth = 0
    var (isInText, isEscaped) = (false, false)
    for character in line.dropFirst() {
      if !isInText, depth == 0, character == "," || character == "}" {
        members.append((String(text.dropFirst().prefix { $0 != "\"" }), text))
        text = ""
        continue
      }
      text.append(character)
      if isInText {
        if character == "\"", !isEscaped { isInText = false }
        isEscaped = character == "\\" && !isEscaped
      } else {
        if "[{".contains(character) { depth += 1 }
        if "]}".contains(character) { depth -= 1 }
        isInText = character == "\""
      }
    }
    return members
  }

  /// Every fixture, numbered from 1 on, with its newline.
  static let fixtures: [(kind: EventKind, text: String)] = Fixture.all.enumerated().compactMap {
    index, fixture in
    EventCatalog.definition(named: fixture.name).map { definition in
      (definition.kind, numbered(fixture.line, UInt64(index + 1)) + "\n")
    }
  }
}

extension Segment {
  /// The lines that are meant.
  func lines(_ selection: EventSelection = EventSelection()) throws -> [String] {
    var lines: [String] = []
    _ = try forEach(selection) { line in
      lines.append(String(decoding: line.bytes, as: UTF8.self) + "\n")
      return true
    }
    return lines
  }
}
