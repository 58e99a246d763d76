/// Why bytes are not a record that can be decoded.
public struct DecodingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: String, Sendable {
    /// The bytes end before the record does, or the record before its fixed part does.
    case truncated
    /// No definition has this kind's number.
    case unknownKind = "unknown kind"
    /// A string lies outside of the record's variable part, or strings overlap.
    case misplacedString = "misplaced string"
  }

  /// What is wrong.
  public let reason: Reason
  /// The offset of the field in the record that says so.
  public let offset: Int

  /// What is wrong and where; nothing of the record's contents.
  public var description: String { "\(reason.rawValue) at offset \(offset)" }

  init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}
