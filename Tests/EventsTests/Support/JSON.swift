import Foundation

/// What another implementation than ours says a line means.
enum JSON {
  /// The object of a line; nil where the line is not JSON or not an object.
  static func object(_ line: String) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
  }

  /// The value at a dotted name.
  static func value(_ name: String, in object: [String: Any]) -> Any? {
    name.split(separator: ".").reduce(object as Any?) { value, part in
      (value as? [String: Any])?[String(part)]
    }
  }
}
