/// What is wrong with the text of a filter, and where.
public struct FilterError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// Where, in bytes of the text.
  public let position: Int
  /// The text.
  public let text: String

  /// The message, the line of the text that it is about, and a mark below the place.
  public var description: String {
    let bytes = Array(text.utf8)
    let place = min(position, bytes.count)
    let before = bytes[..<place]
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let shown = String(decoding: bytes[start..<end], as: UTF8.self)
    // A tab stays one, so that the mark stands below its place on a terminal.
    let indentation = String(decoding: bytes[start..<place], as: UTF8.self).map {
      $0 == "\t" ? "\t" : " "
    }
    return "\(message)\n  \(shown)\n  \(indentation.joined())^"
  }
}
