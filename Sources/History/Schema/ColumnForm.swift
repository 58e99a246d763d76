import Events

/// How the values of a field stand in a column.
///
/// Whatever does not fit (a number above 2⁶³, say) stands there as text of its own: no column has a type.
enum ColumnForm: UInt8, BitwiseCopyable, Sendable {
  case number
  /// 0 or 1.
  case boolean
  /// Nanoseconds since the base of the segment, which is in `meta`, as nanoseconds since 1970, UTC.
  case time
  /// The row in `life`; negative: the row in `text`, for what is no process of this boot.
  case process
  /// The row in `text`: what stands between the quotes in JSON.
  case text
  /// The row in `text`: the JSON list.
  case list
  /// The same, with what looks like a credential replaced.
  case arguments

  init(_ field: Field) {
    self =
      switch field.type {
      case .number: .number
      case .boolean: .boolean
      case .time: .time
      case .strings: field.name == "process.argv" ? .arguments : .list
      case .string: field.holdsProcessID ? .process : .text
      }
  }
}
