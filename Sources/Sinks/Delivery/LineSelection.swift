import Events

/// Which events of a batch a sink gets, and how they are written.
///
/// Used by one thread.
final class LineSelection {
  /// By the number of the kind; nil: all.
  private let kinds: [Bool]?
  private let condition: (any LineCondition)?
  private let formatter: (any LineFormatter)?
  private var text: [UInt8] = []

  /// By the number of the kind: what the sensor says of itself is never left out.
  private static let own: [Bool] = {
    var own = [Bool](repeating: false, count: EventKind.limit)
    for definition in EventCatalog.all where definition.family == .sensor {
      own[Int(definition.kind.rawValue)] = true
    }
    return own
  }()

  init(
    kinds: Set<EventKind>?, condition: (any LineCondition)?, formatter: (any LineFormatter)?
  ) {
    self.kinds = kinds.map { kinds in
      (0..<EventKind.limit).map { kinds.contains(EventKind(rawValue: UInt16($0))) }
    }
    self.condition = condition
    self.formatter = formatter
  }

  /// Whether the sink gets every line as it is.
  var changesNothing: Bool { kinds == nil && condition == nil && formatter == nil }

  /// Calls the closure with each line that the sink gets, as it gets it.
  ///
  /// - Returns: the lines that the condition or the format could not read.
  func forEach(
    in batch: OutputBuffer, _ body: (borrowing RawSpan, OutputBuffer.Line) -> Void
  ) -> LineTally {
    var refused = LineTally()
    batch.withBytes { bytes in
      for position in 0..<batch.lineCount {
        let line = batch.line(at: position)
        let event = bytes.extracting(batch.range(ofLine: position))
        do throws(LineError) {
          guard try takes(event, of: line.kind) else { continue }
          guard let formatter else {
            body(event, line)
            continue
          }
          text.removeAll(keepingCapacity: true)
          try formatter.format(event, kind: line.kind, into: &text)
          body(text.span.bytes, line)
        } catch {
          refused.add(line)
        }
      }
    }
    return refused
  }

  private func takes(
    _ event: borrowing RawSpan, of kind: EventKind
  ) throws(LineError) -> Bool {
    let number = Int(kind.rawValue)
    guard number < EventKind.limit else { return kinds == nil }
    if Self.own[number] { return true }
    if let kinds, !kinds[number] { return false }
    return try condition?.holds(for: event, kind: kind) ?? true
  }
}
