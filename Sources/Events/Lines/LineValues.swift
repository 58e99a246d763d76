/// Where all values of a line are, by the numbers of their fields: one line after another.
///
/// Used by one thread at a time.
@safe
public struct LineValues: ~Copyable {
  /// A value's bytes in the line; empty where the line does not have it.
  private typealias Part = Range<UInt32>

  private var walk: LineWalk
  private let parts: UnsafeMutableBufferPointer<Part>
  /// What ``FieldPaths`` does not have, in the order of the line.
  public private(set) var strangers: [LineValue] = []

  /// Finds these fields; there is nothing yet.
  public init(_ paths: FieldPaths) {
    walk = LineWalk(paths, tellsUnknown: true)
    unsafe parts = .allocate(capacity: paths.names.count)
    unsafe parts.initialize(repeating: 0..<0)
  }

  deinit {
    // Safety: allocated in init, and nobody else has it; its elements are trivial.
    unsafe parts.deallocate()
  }

  /// Finds all values of a line, in place of those of the line before.
  ///
  /// - Throws: ``LineError`` where the line is none of ours.
  public mutating func read(_ line: borrowing RawSpan) throws(LineError) {
    unsafe parts.update(repeating: 0..<0)
    if !strangers.isEmpty { strangers.removeAll(keepingCapacity: true) }
    walk.restart()
    var value = LineValue()
    while try walk.advance(in: line, to: &value) {
      guard value.isKnown else {
        strangers.append(value)
        continue
      }
      // Safety: there is a part for each of the paths' fields.
      let part = unsafe parts.baseAddress.unsafelyUnwrapped + Int(value.field)
      guard unsafe part.pointee.isEmpty else { throw isTwice(value.field) }
      unsafe part.pointee = value.bytes
    }
  }

  /// Where a field's value is, the quotes or brackets included; empty where the line does not have it.
  public subscript(field: Int) -> Range<Int> {
    // Safety: a buffer's subscript is checked in debug builds only.
    precondition(unsafe field >= 0 && field < parts.count, "there is no such field")
    let part = unsafe parts[field]
    return unsafe Range(uncheckedBounds: (Int(part.lowerBound), Int(part.upperBound)))
  }

  @inline(never)
  private func isTwice(_ field: Int32) -> LineError {
    LineError("\(walk.paths.names[Int(field)]) is there twice")
  }
}
