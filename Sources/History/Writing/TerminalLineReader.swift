import Events

/// Reads of a terminal's line what its budget needs, and takes its data out.
final class TerminalLineReader {
  /// What a line says.
  struct Facts {
    /// The terminal, as it stands in the line.
    var device: [UInt8]
    var time: Int64
    /// Bytes of the data as they stand in the line.
    var dataCount: Int
    /// Bytes that the event stands for.
    var bytes: Int64
  }

  private static let names = ["time", "tty.device", "tty.data", "tty.bytes", "tty.bytes_cut"]
  private static let paths: FieldPaths = {
    let fields = EventCatalog.all.flatMap(\.fields)
    return FieldPaths(names.compactMap { name in fields.first { $0.name == name } })
  }()

  private var values = LineValues(TerminalLineReader.paths)
  private var times = LineTime()

  /// - Returns: nil where the line is none of a terminal.
  func read(_ line: UnsafeRawBufferPointer) -> Facts? {
    guard let time = time(of: line), !values[1].isEmpty else { return nil }
    return Facts(
      device: Array(line[values[1]]), time: time, dataCount: values[2].count,
      bytes: Int64(String(decoding: line[values[3]], as: UTF8.self)) ?? 0)
  }

  /// When an event of any kind was, nanoseconds since 1970; nil: the line is none of ours.
  func time(of line: UnsafeRawBufferPointer) -> Int64? {
    do throws(LineError) { try values.read(line.bytes) } catch { return nil }
    let text = UnsafeRawBufferPointer(rebasing: line[values[0]])
    return text.count == LineTime.byteCount ? times.nanoseconds(text) : nil
  }

  /// A line in place of it and of all that was given up with it: without data, with the bytes of all.
  func mark(_ held: TerminalAccount.Held, _ bytes: Int64) -> TerminalAccount.Held {
    var mark = held
    mark.bytes = bytes
    mark.cost = TerminalAllowance.perEvent
    mark.line = held.line.withUnsafeBytes { line in
      guard read(line) != nil else { return held.line }
      // From behind, so that what is before stays where it is.
      let cut = values[4].isEmpty ? values[3].upperBound : values[4].upperBound
      return Array(line[..<values[2].lowerBound]) + Array("\"\"".utf8)
        + Array(line[values[2].upperBound..<values[3].lowerBound])
        + Array("\(bytes),\"bytes_cut\":\(bytes)".utf8) + Array(line[cut...])
    }
    return mark
  }
}
