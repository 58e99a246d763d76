/// What is noted of a segment when it is closed; each note is sealed together with the one before.
///
/// A line of the file `chain`: version, number, when it was begun, first and last moment of an event,
/// events, bytes, the file's SHA-256, and the seal.
public struct ChainLink: Sendable, Equatable {
  var name: SegmentName
  /// The first and the last moment of an event in it, nanoseconds since 1970.
  public var span: ClosedRange<Int64>
  /// How many events it has.
  public var events: Int
  /// The bytes of its file.
  public var bytes: UInt64
  /// Of its file.
  var digest: String
  /// SHA-256 of the seal before and of all that is in this line.
  var seal: String

  /// The seal before the first one.
  static let noSeal = String(repeating: "0", count: 64)

  /// The name of its file.
  public var file: String { name.file }

  init(
    _ name: SegmentName, span: ClosedRange<Int64>, events: Int, bytes: UInt64, digest: String,
    after seal: String
  ) {
    self.name = name
    self.span = span
    self.events = events
    self.bytes = bytes
    self.digest = digest
    self.seal = ""
    self.seal = sealed(after: seal)
  }

  /// Reads a line; nil: it is none.
  init?(_ line: some StringProtocol) {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 9, parts[0] == "1", let number = UInt64(parts[1]),
      let first = Int64(parts[3]), let last = Int64(parts[4]), first <= last,
      let events = Int(parts[5]), let bytes = UInt64(parts[6]),
      let name = SegmentName(
        "\(SegmentName(number: number, begun: 0).prefix)-\(parts[2])\(SegmentName.ending)")
    else { return nil }
    self.name = name
    span = first...last
    self.events = events
    self.bytes = bytes
    digest = String(parts[7])
    seal = String(parts[8])
  }

  private var content: String {
    "1 \(name.number) \(name.begun) \(span.lowerBound) \(span.upperBound) \(events) \(bytes) \(digest)"
  }

  /// Without its newline.
  var line: String { "\(content) \(seal)" }

  /// The seal that it has to have behind another one.
  func sealed(after seal: String) -> String {
    Digest(of: Array("\(seal) \(content)".utf8)).text
  }
}
