import Events

/// Finds a member of lines' outermost objects, in whatever schema they are.
///
/// Used by one thread at a time.
final class LineMember {
  private var walk: LineWalk

  /// Finds the first one that has one of these names.
  ///
  /// - Parameters:
  ///   - names: without what JSON escapes.
  ///   - type: what the value has to be.
  init(_ names: String..., type: FieldType) {
    walk = LineWalk(FieldPaths(members: names.map { ($0, type) }), tellsUnknown: false)
  }

  /// Where the value is, the quotes included.
  ///
  /// - Parameter line: the line; read only as far as the value.
  /// - Returns: offsets into the line; nil where there is no such member, or what is before it is no JSON
  ///   of ours.
  func value(in line: borrowing RawSpan) -> Range<Int>? {
    walk.restart()
    // Whoever takes the line says what is wrong with it; a header can do without.
    guard let value = try? walk.next(in: line) else { return nil }
    return Int(value.bytes.lowerBound)..<Int(value.bytes.upperBound)
  }
}
