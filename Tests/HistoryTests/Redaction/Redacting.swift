import Events
import Foundation
import Testing

@testable import History

/// Command lines in which secrets are between ‹ and ›, and what becomes of them.
enum Redacting {
  static let key = RedactionKey(Array(0..<32))

  /// The JSON list of arguments, as a line has it.
  static func list(_ arguments: [String]) -> [UInt8] {
    list(arguments.map { Array($0.utf8) })
  }

  static func list(_ arguments: [[UInt8]]) -> [UInt8] {
    Array("[\(arguments.map { EventText.json($0) }.joined(separator: ","))]".utf8)
  }

  /// Without the signs around secrets.
  static func plain(_ text: String) -> String {
    text.filter { !"‹›".contains($0) }
  }

  /// With ‹› for each secret, and for each mark.
  static func blank(_ text: String) -> String {
    text.replacing(/‹[^›]*›/, with: "‹›").replacing(/\[redacted:[0-9a-f]{12}\]/, with: "‹›")
  }

  /// The arguments that are stored, with ‹› for what was replaced.
  static func stored(_ arguments: [String]) throws -> [String] {
    let list = list(arguments)
    guard let bytes = Redactor(key: key).redacted(arguments: list) else { return arguments }
    return try JSONDecoder().decode([String].self, from: Data(bytes)).map(blank)
  }

  /// The same of a text.
  static func stored(text: String) throws -> String {
    let value = Array(EventText.json(Array(text.utf8)).utf8.dropFirst().dropLast())
    guard let bytes = Redactor(key: key).redacted(text: value) else { return text }
    let quote = Data("\"".utf8)
    return blank(try JSONDecoder().decode(String.self, from: quote + Data(bytes) + quote))
  }
}

extension Redactor {
  func redacted(arguments list: [UInt8]) -> [UInt8]? {
    list.withUnsafeBytes { redacted(arguments: $0) }
  }

  func redacted(text: [UInt8]) -> [UInt8]? {
    text.withUnsafeBytes { redacted(text: $0) }
  }
}
