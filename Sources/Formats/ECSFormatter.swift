public import Events

/// Writes events in the Elastic Common Schema.
///
/// What that has no field for is in the object `lookback`, as docs/formats.md says.
public final class ECSFormatter: LineFormatter {
  private let formatter = SchemaFormatter(.ecs)

  /// Makes one; templates are compiled as kinds come.
  public init() {}

  public func format(
    _ line: borrowing RawSpan, kind: EventKind, into output: inout [UInt8]
  ) throws(LineError) {
    try formatter.format(line, kind: kind, into: &output)
  }
}
