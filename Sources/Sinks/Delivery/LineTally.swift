import Events

/// How many lines, and which, by lane.
struct LineTally: Sendable, Equatable {
  struct Part: Sendable, Equatable {
    var lines = 0
    /// The lowest and the highest number of their events.
    var sequences: ClosedRange<UInt64>?
  }

  private var kept = Part()
  private var other = Part()

  init() {}

  /// All lines of a batch.
  init(of batch: OutputBuffer) {
    for position in 0..<batch.lineCount { add(batch.line(at: position)) }
  }

  var lines: Int { kept.lines + other.lines }

  subscript(lane: SinkLane) -> Part {
    switch lane {
    case .kept: kept
    case .other: other
    }
  }

  mutating func add(_ line: OutputBuffer.Line) {
    switch SinkLane(of: line.kind) {
    case .kept: kept.add(line.sequence)
    case .other: other.add(line.sequence)
    }
  }
}

extension LineTally.Part {
  fileprivate mutating func add(_ sequence: UInt64) {
    lines += 1
    sequences = (sequence...sequence).joined(with: sequences)
  }
}

extension ClosedRange<UInt64> {
  /// From the lower of both beginnings to the higher of both ends.
  func joined(with other: ClosedRange?) -> ClosedRange {
    guard let other else { return self }
    return Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
