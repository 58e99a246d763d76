import Terminal

/// What a terminal showed, line by line, with edits resolved.
public enum TerminalTranscript {
  /// A piece of it.
  public enum Part: Sendable, Equatable {
    /// A line, safe to be printed; on the alternate screen where editors and pagers show themselves.
    ///
    /// What is not final was replaced by something else in the same line.
    case line(String, time: Int64, isAlternate: Bool, isFinal: Bool)
    /// Here so many bytes are not kept.
    case missing(Int64, time: Int64)

    /// When it was shown, nanoseconds since 1970.
    public var time: Int64 {
      switch self {
      case .line(_, let time, _, _), .missing(_, let time): time
      }
    }
  }

  /// Goes through a recording.
  ///
  /// - Parameters:
  ///   - recording: whose lines are told.
  ///   - body: gets each line when it is complete.
  /// - Throws: what the body throws.
  public static func forEach<E: Error>(
    _ recording: TerminalRecording, _ body: (Part) throws(E) -> Void
  ) throws(E) {
    let size = recording.size
    var lines = TextLines(rows: size.rows, columns: size.columns)
    var now = size
    /// Where each piece ends, and its time.
    var ends: [(offset: UInt64, time: Int64)] = []
    func time(_ offset: UInt64) -> Int64 {
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle].offset < offset { low = middle + 1 } else { high = middle }
      }
      return low < ends.count ? ends[low].time : ends.last?.time ?? 0
    }
    var parts: [Part] = []
    func tell(_ line: ShownLine, _ text: Span<UInt8>) {
      let text = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
      parts.append(
        .line(
          text, time: time(line.offset), isAlternate: line.isAlternate,
          isFinal: line.reason != .overwritten))
    }
    func handOver() throws(E) {
      for part in parts { try body(part) }
      parts.removeAll(keepingCapacity: true)
    }
    for chunk in recording.chunks {
      if let size = chunk.size, size != now {
        now = size
        lines.resize(rows: size.rows, columns: size.columns, tell)
      }
      let bytes = chunk.missing > 0 ? chunk.bytes + [0x18] : chunk.bytes
      // A line is told while the piece is read that completes it.
      ends.append((lines.offset + UInt64(bytes.count), chunk.time))
      lines.feed(bytes.span, tell)
      if chunk.missing > 0 { parts.append(.missing(chunk.missing, time: chunk.time)) }
      try handOver()
    }
    lines.finish(tell)
    try handOver()
  }
}
