/// One field of an event: its name, its type, its meaning, and where it stands in a record.
public struct Field: Sendable {
  /// The dotted name: the path in the JSON object, and the name in queries and rules.
  public let name: String
  /// The type of the value in JSON.
  public let type: FieldType
  /// What the field says, in one sentence.
  public let summary: String

  /// Where the value comes from and how it is written.
  let source: FieldSource
  /// Which records have the field.
  let presence: Presence

  init(
    _ name: String, _ type: FieldType, _ source: FieldSource, _ summary: String,
    when presence: Presence = .always
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.source = source
    self.presence = presence
  }

  /// For a string that the kernel may have cut: the field that says how long it was.
  var lengthField: Field? {
    guard let text = source.cuttableText else { return nil }
    return Field(
      "\(name)_length", .number, .textLength(at: text),
      "Bytes that `\(name)` had before it was cut; only where it was cut.")
  }
}

/// The type of a field's value in JSON.
public enum FieldType: String, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// Text; bytes that are not UTF-8 are escaped as ``LookbackString`` says.
  case string
  /// A list of strings.
  case strings = "list of strings"
  /// An integer, up to 64 bits.
  case number
  case boolean
  /// A moment: RFC 3339 in UTC with nine decimals.
  case time

  /// The type's name in the documentation.
  public var description: String { rawValue }
}
