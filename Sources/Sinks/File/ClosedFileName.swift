import Glibc

/// What a file is called that was put aside: `events.jsonl.20261123T025500Z`, compressed with `.gz` behind it.
///
/// A second one of the same second has `-2` behind the time. Names grow, even where the clock steps
/// back: by time, then number, they are in the order in which the files were written.
struct ClosedFileName: Equatable, Comparable {
  /// When it was put aside, as in ISO 8601 without separators.
  var time: String
  /// Which of that time, from 1.
  var number = 1
  /// How it is compressed.
  var compression = FileCompression.none

  static func < (left: ClosedFileName, right: ClosedFileName) -> Bool {
    (left.time, left.number) < (right.time, right.number)
  }

  /// The name without compression.
  var plain: ClosedFileName { ClosedFileName(time: time, number: number) }

  /// The whole name.
  ///
  /// - Parameter base: that of the file while it was written.
  /// - Returns: a name in the same folder.
  func name(behind base: String) -> String {
    let number = number > 1 ? "-\(number)" : ""
    return "\(base).\(time)\(number)\(compression.suffix)"
  }
}

extension ClosedFileName {
  private static let timeLength = 16

  /// Reads a name; nil: it is of something else.
  init?(_ name: String, behind base: String) {
    guard name.hasPrefix(base + ".") else { return nil }
    var rest = name.dropFirst(base.count + 1)
    let time = rest.prefix(Self.timeLength)
    guard Self.isTime(time) else { return nil }
    self.time = String(time)
    rest = rest.dropFirst(Self.timeLength)
    for kind in FileCompression.allCases where kind != .none && rest.hasSuffix(kind.suffix) {
      compression = kind
      rest = rest.dropLast(kind.suffix.count)
    }
    guard rest.first == "-" else {
      if rest.isEmpty { return }
      return nil
    }
    guard let number = Int(rest.dropFirst()), number > 1, rest.dropFirst() == "\(number)" else {
      return nil
    }
    self.number = number
  }

  /// A name for what is put aside now, behind all that is there.
  ///
  /// - Parameters:
  ///   - seconds: since 1970.
  ///   - others: the names there are.
  init(at seconds: Int, behind others: [ClosedFileName]) {
    time = Self.time(seconds)
    guard let last = others.max(), last.time >= time else { return }
    time = last.time
    number = last.number + 1
  }

  private static func isTime(_ text: Substring) -> Bool {
    let pattern = "00000000T000000Z"
    guard text.utf8.count == pattern.utf8.count else { return false }
    return zip(text.utf8, pattern.utf8).allSatisfy { found, expected in
      expected == UInt8(ascii: "0")
        ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(found) : found == expected
    }
  }

  private static func time(_ seconds: Int) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    func digits(_ number: CInt, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2) + digits(parts.tm_mday, 2)
      + "T" + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2) + "Z"
  }
}

extension FileCompression {
  /// What comes behind the name of a file.
  var suffix: String {
    switch self {
    case .none: ""
    case .gzip: ".gz"
    case .zstd: ".zst"
    }
  }
}
