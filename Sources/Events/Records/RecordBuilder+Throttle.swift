internal import CEventABI

extension RecordBuilder {
  /// Makes a record of kind `throttle.start` or `throttle.stop`.
  ///
  /// - Parameters:
  ///   - kind: ``EventKind/throttleStart`` or ``EventKind/throttleStop``.
  ///   - header: the moment, and who acted when the first event was withheld.
  ///   - scope: whose budget it is.
  ///   - limit: the budget, in events a second.
  ///   - count: how many events were withheld so far.
  ///   - span: the nanoseconds since boot of the first and the last of them.
  /// - Returns: the record's bytes.
  public static func throttle(
    _ kind: EventKind, header: HeaderTemplate, scope: BudgetScope, limit: UInt64, count: UInt64,
    span: ClosedRange<UInt64>
  ) -> [UInt8] {
    var throttle = ev_throttle()
    throttle.h = header.header(kind: kind)
    throttle.limit = limit
    throttle.count = count
    throttle.from_ns = span.lowerBound
    throttle.to_ns = span.upperBound
    throttle.budget = scope.rawValue
    return RecordBytes(throttle).bytes
  }
}
