/// What is wrong with a text that was to be a time.
public struct TimeExpressionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// Where, in bytes of the text.
  public let position: Int
  /// The text.
  public let text: String

  init(_ message: String, at position: Int, of text: String) {
    self.message = message
    self.position = position
    self.text = text
  }

  /// One line, with what would be right.
  public var description: String {
    "'\(text)' is no time: \(message) (character \(position + 1)); times are written "
      + TimeExpression.examples
  }
}
