/// A string that ends with ST: it is swallowed, and only the beginning of one kind is kept.
struct ControlString: Equatable {
  enum Kind: UInt8 {
    /// An operating system command: titles.
    case osc
    /// Device control: sixels, queries, keys.
    case dcs
    case sos
    case pm
    case apc
  }

  /// How much of an operating system command is kept: titles are no longer.
  static let keptLimit = 1024
  /// A string that is longer is given up, so that one without an end does not hide all that follows it.
  static let limit = 4 << 20

  var kind = Kind.osc
  /// The bytes it has had so far.
  var count = 0
  /// The first of them; of operating system commands only.
  var kept: [UInt8] = []

  mutating func begin(_ kind: Kind) {
    self.kind = kind
    count = 0
    kept.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    count += 1
    if kind == .osc, kept.count < Self.keptLimit { kept.append(byte) }
  }
}
