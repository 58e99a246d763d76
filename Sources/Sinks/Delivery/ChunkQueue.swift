import Events

/// Lines in memory, oldest first, in a fixed number of buffers.
struct ChunkQueue {
  struct Chunk {
    var lines: OutputBuffer
    /// When the first of them came.
    var since: UInt64
  }

  /// Bytes of a buffer: more than the longest line.
  static let capacity = 1 << 19
  /// One to be filled, one that waits, one under way.
  private static let leastCount = 3

  private(set) var chunks: [Chunk] = []
  private var spare: [OutputBuffer]
  private var scratch: OutputBuffer

  /// Makes the buffers, as many as go into so many bytes.
  init(bytes: Int, capacity: Int = ChunkQueue.capacity) {
    spare = (0..<max(Self.leastCount, bytes / capacity)).map { _ in
      OutputBuffer(capacity: capacity)
    }
    scratch = OutputBuffer(capacity: capacity)
  }

  /// Takes over a buffer with all its lines.
  ///
  /// - Returns: an empty one for it; nil: there is no room, and nothing has happened.
  mutating func exchange(_ filled: OutputBuffer) -> OutputBuffer? {
    if filled.lineCount == 0 { return filled }
    if let last = chunks.last, last.lines.append(contentsOf: filled) {
      filled.removeAll()
      return filled
    }
    guard let empty = spare.popLast() else { return nil }
    chunks.append(Chunk(lines: filled, since: Ending.now))
    return empty
  }

  mutating func takeOldest() -> Chunk? {
    chunks.isEmpty ? nil : chunks.removeFirst()
  }

  /// A buffer that was taken is free again.
  mutating func giveBack(_ lines: OutputBuffer) {
    lines.removeAll()
    spare.append(lines)
  }

  /// Where the oldest, or the newest, lines of one of the lanes are.
  func index(of lanes: [SinkLane], newestFirst: Bool = false) -> Int? {
    let has = { (chunk: Chunk) in chunk.lines.has(lanes) }
    return newestFirst ? chunks.lastIndex(where: has) : chunks.firstIndex(where: has)
  }

  /// Takes the lines of a lane out of a chunk.
  ///
  /// - Returns: what was taken out.
  mutating func drop(_ lane: SinkLane, at index: Int) -> LineTally {
    var lines = chunks[index].lines
    defer { chunks[index].lines = lines }
    return drop(lane, of: &lines)
  }

  /// Takes the lines of a lane out of a buffer of the same size as those here, which becomes another.
  ///
  /// - Returns: what was taken out.
  mutating func drop(_ lane: SinkLane, of lines: inout OutputBuffer) -> LineTally {
    let dropped = scratch.append(linesOf: lines) { SinkLane(of: $0.kind) != lane }
    lines.removeAll()
    swap(&lines, &scratch)
    return dropped
  }

  /// Copies the lines of a lane into a buffer of the same size as those here.
  func copy(_ lane: SinkLane, at index: Int, into lines: OutputBuffer) {
    lines.removeAll()
    _ = lines.append(linesOf: chunks[index].lines) { SinkLane(of: $0.kind) == lane }
  }

  /// Makes one of neighbours where they fit, after lines were taken out.
  mutating func tidy() {
    var tidied: [Chunk] = []
    for chunk in chunks {
      if chunk.lines.lineCount == 0 || tidied.last?.lines.append(contentsOf: chunk.lines) == true {
        giveBack(chunk.lines)
      } else {
        tidied.append(chunk)
      }
    }
    chunks = tidied
  }
}

extension OutputBuffer {
  /// Whether it has lines of one of the lanes.
  fileprivate func has(_ lanes: [SinkLane]) -> Bool {
    (0..<lineCount).contains { lanes.contains(SinkLane(of: line(at: $0).kind)) }
  }
}
