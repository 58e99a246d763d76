/// A message to or from a name server (RFC 1035), read where it lies.
///
/// It is what somebody on a network wrote: any bytes, cut anywhere. What is not there is absent, and
/// nothing takes longer than the message is.
public struct DNSMessage: ~Escapable {
  /// The most addresses of an answer that are looked at.
  public static let addressLimit = 64
  /// The most bytes of a name's text, see ``copyName(at:to:)``.
  public static let nameLimit = 2 * wireNameLimit

  private static let headerSize = 12
  /// As RFC 1035 says: labels, their lengths and the last zero.
  private static let wireNameLimit = 255

  /// The whole of it.
  public let bytes: RawSpan
  /// The number by which an answer belongs to a question.
  public let id: UInt16
  /// Whether it says to be an answer.
  public let isAnswer: Bool
  /// What the server says of the question; a number of RFC 1035 and its successors.
  public let responseCode: UInt8
  /// Where the name asked for stands; nil: there is no question in it.
  public let questionName: Int?
  /// The type asked for.
  public let questionType: UInt16?
  /// The number of answers that the message says to have.
  public let answerCount: UInt16

  /// Where the first answer stands; nil: no place can be found.
  private let firstAnswer: Int?

  /// Reads the header and the question; nil where there is not even a header.
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard let id = bytes.bigEndian16(at: 0), let flags = bytes.bigEndian16(at: 2),
      let questions = bytes.bigEndian16(at: 4), let answers = bytes.bigEndian16(at: 6),
      bytes.byteCount >= DNSMessage.headerSize
    else { return nil }
    self.bytes = bytes
    self.id = id
    isAnswer = flags & 0x8000 != 0
    responseCode = UInt8(flags & 15)
    answerCount = answers

    var name: Int?
    var type: UInt16?
    var place: Int? = DNSMessage.headerSize
    // Nobody asks more than one question at a time; the others are skipped.
    for index in 0..<Int(questions) {
      guard let start = place, let end = DNSMessage.endOfName(at: start, in: bytes),
        let asked = bytes.bigEndian16(at: end), bytes.byteCount >= end + 4
      else {
        place = nil
        break
      }
      if index == 0 {
        name = start
        type = asked
      }
      place = end + 4
    }
    questionName = name
    questionType = type
    firstAnswer = place
  }

  /// One answer.
  public struct Answer: Sendable {
    /// Its type, such as 1 for an address.
    public let type: UInt16
    /// Seconds that it holds.
    public let timeToLive: UInt32
    /// Where its data stand in the message.
    public let data: Range<Int>

    /// Whether it is an IP address, of 4 or 16 bytes.
    public var isAddress: Bool {
      type == RecordType.address && data.count == 4
        || type == RecordType.address6 && data.count == 16
    }

    /// Whether it says that the name stands for another one.
    public var isAlias: Bool { type == RecordType.canonicalName }
  }

  private enum RecordType {
    static let address: UInt16 = 1
    static let canonicalName: UInt16 = 5
    static let address6: UInt16 = 28
  }

  /// Calls the closure with each answer of the internet's class, as far as the message has them whole.
  public func forEachAnswer(_ body: (Answer) -> Void) {
    guard var place = firstAnswer else { return }
    for _ in 0..<Int(answerCount) {
      guard let end = DNSMessage.endOfName(at: place, in: bytes),
        let type = bytes.bigEndian16(at: end), let recordClass = bytes.bigEndian16(at: end + 2),
        let timeToLive = bytes.bigEndian32(at: end + 4),
        let size = bytes.bigEndian16(at: end + 8),
        bytes.byteCount >= end + 10 + Int(size)
      else { return }
      place = end + 10 + Int(size)
      guard recordClass == 1 else { continue }
      body(
        Answer(
          // A number with the highest bit is none: RFC 2181, 8.
          type: type, timeToLive: timeToLive > UInt32(Int32.max) ? 0 : timeToLive,
          data: end + 10..<place))
    }
  }

  /// The least time for which the addresses and aliases hold; nil where there are none.
  public var timeToLive: UInt32? {
    var least: UInt32?
    forEachAnswer { answer in
      if answer.isAddress || answer.isAlias {
        least = min(least ?? .max, answer.timeToLive)
      }
    }
    return least
  }

  /// Writes the text of a name.
  ///
  /// That is its labels in lower case with dots between them, a dot alone for the root. A dot or a
  /// backslash within a label has a backslash before it.
  ///
  /// - Parameters:
  ///   - start: where the name begins in the message.
  ///   - text: room for ``nameLimit`` bytes.
  /// - Returns: the number of bytes written; nil where the name is not sound.
  public func copyName(at start: Int, to text: UnsafeMutableRawBufferPointer) -> Int? {
    precondition(text.count >= DNSMessage.nameLimit, "there is no room for a name")
    var count = 0
    var wireCount = 1
    var place = start
    // Names are compressed by pointing back to an earlier one: each step has to lead further back.
    var segment = start
    func append(_ byte: UInt8) {
      // Safety: a label's byte takes two at most, and its length byte pays for the dot.
      unsafe text[count] = byte
      count += 1
    }
    while let length = bytes.byte(at: place) {
      switch length >> 6 {
      case 0b00:
        if length == 0 {
          if count == 0 { append(UInt8(ascii: ".")) }
          return count
        }
        wireCount += Int(length) + 1
        guard wireCount <= DNSMessage.wireNameLimit, bytes.byteCount > place + Int(length) else {
          return nil
        }
        if count > 0 { append(UInt8(ascii: ".")) }
        for index in place + 1...place + Int(length) {
          guard let byte = bytes.byte(at: index) else { return nil }
          switch byte {
          case UInt8(ascii: "."), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
          case UInt8(ascii: "A")...UInt8(ascii: "Z"): append(byte | 0x20)
          default: append(byte)
          }
        }
        place += Int(length) + 1
      case 0b11:
        guard let low = bytes.byte(at: place + 1) else { return nil }
        place = Int(length & 0x3f) << 8 | Int(low)
        guard place < segment else { return nil }
        segment = place
      default: return nil
      }
    }
    return nil
  }

  /// The place behind a name; nil where it is cut or not sound.
  private static func endOfName(at start: Int, in bytes: RawSpan) -> Int? {
    var place = start
    while let length = bytes.byte(at: place) {
      switch length >> 6 {
      case 0b00:
        place += Int(length) + 1
        if length == 0 { return place }
      case 0b11: return place + 2
      default: return nil
      }
    }
    return nil
  }
}
