import Events

/// What the file of a segment is called: its number in the chain, and when it was begun.
///
/// `00000042-20261130T140507Z.segment`, which sorts as it was written.
struct SegmentName: Sendable, Equatable, Comparable {
  var number: UInt64
  /// `20261130T140507Z`.
  var begun: String

  static let ending = ".segment"
  /// Behind the name of one that cannot be read.
  static let damagedEnding = ".damaged"

  init(number: UInt64, begun nanoseconds: Int64) {
    self.number = number
    // 2026-11-30T14:05:07.123456789Z without what is not needed.
    begun = "\(EventText.time(nanoseconds).prefix(19).filter { $0 != "-" && $0 != ":" })Z"
  }

  /// Reads a file's name; nil: it is none of a segment.
  init?(_ file: String) {
    guard file.hasSuffix(Self.ending) else { return nil }
    let parts = file.dropLast(Self.ending.count).split(separator: "-")
    guard parts.count == 2, parts[0].count >= Self.digits, let number = UInt64(parts[0]),
      parts[1].count == 16, parts[1].hasSuffix("Z")
    else { return nil }
    self.number = number
    begun = String(parts[1])
  }

  private static let digits = 8

  var file: String { "\(prefix)-\(begun)\(Self.ending)" }

  /// The number as it stands in the file's name.
  var prefix: String {
    let text = String(number)
    return String(repeating: "0", count: max(0, Self.digits - text.count)) + text
  }

  static func < (one: SegmentName, other: SegmentName) -> Bool { one.number < other.number }
}
