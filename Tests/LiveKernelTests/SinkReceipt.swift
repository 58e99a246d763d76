import Foundation
import TestSupport

/// What a receiver has got: lines, by run of the sensor and number of the event.
struct SinkReceipt {
  /// The first one of each number.
  private(set) var runs: [String: [Int: Data]] = [:]
  /// How many came again.
  private(set) var repeats = 0
  /// Lines that are none of an event, or are another one the second time.
  private(set) var damaged: [String] = []
  /// What stands behind the last whole line.
  private(set) var rest = Data()

  /// Reads what it has got.
  init(_ bytes: Data) {
    add(bytes)
  }

  /// Of a file; there may be none yet.
  init(file: String) throws {
    guard access(file, F_OK) == 0 else { return }
    add(try Data(contentsOf: URL(filePath: file)))
  }

  /// What it has got over another connection.
  mutating func add(_ bytes: Data) {
    let (lines, rest) = bytes.lines
    self.rest = rest
    for line in lines { add(line: line) }
  }

  private mutating func add(line: Data) {
    guard line.last == UInt8(ascii: "}"), let number = Self.text(after: "\"seq\":", in: line),
      let sequence = Int(number), let run = Self.text(after: "\"run\":\"", in: line)
    else {
      damaged.append(String(decoding: line, as: UTF8.self))
      return
    }
    if let known = runs[run]?[sequence] {
      repeats += 1
      if known != line { damaged.append(String(decoding: line, as: UTF8.self)) }
    } else {
      runs[run, default: [:]][sequence] = line
    }
  }

  /// The letters, digits and dashes behind a text; a whole event would take long to read.
  private static func text(after mark: String, in line: Data) -> String? {
    guard let found = line.range(of: Data(mark.utf8)) else { return nil }
    let value = line[found.upperBound...].prefix {
      $0 == UInt8(ascii: "-") || Character(Unicode.Scalar($0)).isHexDigit
    }
    return String(decoding: value, as: UTF8.self)
  }
}
