import Events
import Foundation

@testable import Formats

extension LineFormatter {
  /// The event in the other format, with its newline.
  func text(of line: String, kind: EventKind) throws -> String {
    var output: [UInt8] = []
    try format(Array(line.utf8).span.bytes, kind: kind, into: &output)
    return String(decoding: output, as: UTF8.self)
  }
}

/// Reads JSON as somebody else does.
enum JSON {
  static func object(_ line: String) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
  }

  /// Every text, number and boolean, with its dotted path; those of lists have their list's.
  static func leaves(of value: Any, at path: String = "") -> [(path: String, value: String)] {
    switch value {
    case let object as [String: Any]:
      object.sorted { $0.key < $1.key }.flatMap { key, value in
        leaves(of: value, at: path.isEmpty ? key : "\(path).\(key)")
      }
    case let list as [Any]: list.flatMap { leaves(of: $0, at: path) }
    case let text as String: [(path, text)]
    case let number as NSNumber:
      [
        (
          path,
          CFBooleanCheck.isBoolean(number)
            ? (number.boolValue ? "true" : "false") : number.stringValue
        )
      ]
    default: [(path, "?")]
    }
  }
}

/// What a number of JSONSerialization was in the text.
enum CFBooleanCheck {
  static func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c"
  }
}

extension Schema {
  var formatter: any LineFormatter {
    switch self {
    case .ecs: ECSFormatter()
    case .ocsf: OCSFFormatter()
    }
  }
}
