import Events

/// Where a line says who acts, while it is gone through.
struct ActorStretch {
  /// Behind what comes before it; nil: it is not looked for.
  var start: Int?
  /// Something else has come behind its start.
  private var isOver = false
  private var isBroken = false
  private var last: LineValue?

  /// A value that says who acts.
  @inline(__always)
  mutating func add(_ value: LineValue) {
    if isOver || start == nil { isBroken = true }
    last = value
  }

  /// A value that says something else.
  @inline(__always)
  mutating func end() {
    if start != nil { isOver = true }
  }

  /// All of it, to the end of the last of its objects; nil: there is something else in it.
  func range(in line: UnsafeRawBufferPointer, _ walk: borrowing LineWalk) -> Range<Int>? {
    guard let start, let last, !isBroken else { return nil }
    let closing = Int(last.bytes.upperBound)
    let end = closing + walk.depth(of: last.node)
    guard end > closing, end < line.count,
      line[closing..<end].allSatisfy({ $0 == UInt8(ascii: "}") })
    else { return nil }
    return start..<end
  }
}
