/// Where a value is in a line.
public struct LineValue: Sendable {
  /// The number of its field in ``FieldPaths``; negative where that does not have it.
  public var field: Int32 = FieldPaths.none
  /// The object that it is in.
  public var node: Int32 = 0
  /// Its key's bytes, without the quotes.
  public var key: Range<UInt32> = 0..<0
  /// Its bytes, the quotes or brackets included.
  public var bytes: Range<UInt32> = 0..<0

  /// Whether ``FieldPaths`` has it.
  public var isKnown: Bool { field >= 0 }
}
