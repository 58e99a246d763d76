import Foundation
import Testing

/// One line of the sensor's output.
///
/// The line is kept and read again for each field asked for: a storm's events fit into memory this
/// way, and few fields of few events are ever looked at.
struct Event: Sendable {
  let line: Data
  let kind: String
  let time: String
  let seq: Int
  let pid: Int
  /// The printable id of the acting process.
  let process: String

  init(line: Data) throws {
    let value = try Value(line: line)
    guard let kind = value["kind"].text, let time = value["time"].text, let seq = value["seq"].int
    else {
      let text = String(decoding: line, as: UTF8.self)
      throw HarnessError("a line without kind, time or seq: \(text)")
    }
    self.line = line
    self.kind = kind
    self.time = time
    self.seq = seq
    pid = value["process.pid"].int ?? 0
    process = value["process.id"].text ?? ""
  }

  subscript(_ path: String) -> Value {
    (try? Value(line: line))?[path] ?? .absent
  }

  /// A boolean that may be left out when it is false.
  func isSet(_ path: String) -> Bool {
    self[path] == true
  }

  /// Nanoseconds since 1970 of a field that is a time.
  func nanoseconds(_ path: String) -> Int64? {
    self[path].nanoseconds
  }

  func hasBytes(_ text: String) -> Bool {
    line.range(of: Data(text.utf8)) != nil
  }
}

extension Event: CustomTestStringConvertible {
  var testDescription: String { String(decoding: line, as: UTF8.self) }
}
