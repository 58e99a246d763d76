/// One of the things that a DNS message says.
enum DNSPart: UInt8, BitwiseCopyable, Sendable {
  case id
  case name
  case type
  case responseCode
  case answerCount
  case addresses
  case aliases
  case timeToLive

  /// Aliases that are looked at, and bytes of text that they may have together.
  static let aliasLimit = 16
  static let aliasTextLimit = 1024

  /// The most bytes that it takes in a line.
  ///
  /// Compressed names are longer than the bytes of the message that they come from, so that what the
  /// line has of them is not covered by the record's own size.
  var worstBytes: Int {
    // A byte of text becomes six at most; quotes and a comma, and for lists two brackets and a comma.
    switch self {
    case .name: 6 * DNSMessage.nameLimit + 3
    case .aliases: 6 * DNSPart.aliasTextLimit + 3 * DNSPart.aliasLimit + 3
    case .addresses: DNSMessage.addressLimit * (45 + 3) + 3
    case .id, .type, .responseCode, .answerCount, .timeToLive: 16
    }
  }
}
