import Terminal

/// A recording as a file for players: asciicast, version 2 or 3.
///
/// Each line is JSON: a header, then events `[seconds, code, text]`, `o` for output, `r` for a size, `m` for a command. In
/// version 2 seconds count from the beginning, in version 3 from the event before. See
/// https://docs.asciinema.org/manual/asciicast/v2/ and …/v3/.
public struct Asciicast {
  /// Which version of the format.
  public enum Version: Int, Sendable {
    case two = 2
    case three = 3
  }

  /// The version that is written.
  public let version: Version
  /// Whether it has the recorded bytes, and not what the emulator's screen shows, drawn anew.
  public let isRaw: Bool
  private var last: Int64 = 0
  private var first: Int64 = 0

  /// Says what is written.
  public init(_ version: Version, isRaw: Bool = false) {
    self.version = version
    self.isRaw = isRaw
  }

  /// Writes a recording.
  ///
  /// - Parameters:
  ///   - recording: is written.
  ///   - body: gets each line, with its newline.
  /// - Throws: what the body throws.
  public mutating func write(
    _ recording: TerminalRecording, _ body: (String) throws -> Void
  ) throws {
    first = recording.chunks.first?.time ?? recording.session.times.lowerBound
    last = first
    try body(header(recording))
    var player = TerminalPlayer(recording.size)
    var shown: Frame?
    var isCursorVisible = true
    var size = recording.size
    var rest: [UInt8] = []
    for chunk in recording.chunks {
      let commands = player.show(chunk)
      let now = TerminalSize(rows: player.screen.rows, columns: player.screen.columns)
      if now != size {
        size = now
        shown = nil
        try body(event("r", "\(size.columns)x\(size.rows)", at: chunk.time))
      }
      if isRaw {
        rest += chunk.bytes
        let text = Self.takeText(&rest)
        if !text.isEmpty { try body(event("o", text, at: chunk.time)) }
      } else {
        let frame = player.frame
        if frame != shown {
          var bytes = frame.render(after: shown)
          if frame.cursor.isVisible != isCursorVisible {
            isCursorVisible = frame.cursor.isVisible
            bytes += Array("\u{1b}[?25\(isCursorVisible ? "h" : "l")".utf8)
          }
          shown = frame
          try body(event("o", String(decoding: bytes, as: UTF8.self), at: chunk.time))
        }
      }
      for command in commands { try body(event("m", command.text, at: chunk.time)) }
      if chunk.missing > 0 {
        try body(event("m", "… \(chunk.missing) bytes not kept", at: chunk.time))
      }
    }
    if !rest.isEmpty {
      try body(event("o", String(decoding: rest, as: UTF8.self), at: last))
    }
  }

  private func header(_ recording: TerminalRecording) -> String {
    let size = recording.size
    let seconds = first / 1_000_000_000
    let title = JSONText.quoted(recording.session.name)
    return switch version {
    case .two:
      "{\"version\":2,\"width\":\(size.columns),\"height\":\(size.rows),\"timestamp\":\(seconds),"
        + "\"title\":\(title)}\n"
    case .three:
      "{\"version\":3,\"term\":{\"cols\":\(size.columns),\"rows\":\(size.rows)},"
        + "\"timestamp\":\(seconds),\"title\":\(title)}\n"
    }
  }

  private mutating func event(_ code: String, _ text: String, at time: Int64) -> String {
    // Clocks can be set back; players cannot.
    let time = max(time, last)
    let microseconds = (time - (version == .two ? first : last)) / 1000
    // What was rounded off belongs to the next one.
    last = version == .two ? time : last + microseconds * 1000
    let fraction = String(microseconds % 1_000_000 + 1_000_000).dropFirst()
    return "[\(microseconds / 1_000_000).\(fraction),\"\(code)\",\(JSONText.quoted(text))]\n"
  }

  /// The text up to a character whose end has not come yet.
  private static func takeText(_ bytes: inout [UInt8]) -> String {
    var end = bytes.count
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      if byte & 0xc0 == 0x80 { continue }
      let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
      if length > back { end = bytes.count - back }
      break
    }
    defer { bytes.removeFirst(end) }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }
}
