public import Events

/// Writes events in the Open Cybersecurity Schema Framework.
///
/// What a class has no attribute for is in the object `unmapped`, as docs/formats.md says.
public final class OCSFFormatter: LineFormatter {
  private let formatter = SchemaFormatter(.ocsf)

  /// Makes one; templates are compiled as kinds come.
  public init() {}

  public func format(
    _ line: borrowing RawSpan, kind: EventKind, into output: inout [UInt8]
  ) throws(LineError) {
    try formatter.format(line, kind: kind, into: &output)
  }
}
