/// One step of encoding: open or close an object, or write one field.
struct Operation: BitwiseCopyable, Sendable {
  enum Code: UInt8, BitwiseCopyable, Sendable {
    case openObject
    case closeObject
    /// A field that is the same in every record of the kind.
    case constant
    case sequence
    case callerFields
    /// `mask` is the slot.
    case enriched
    /// Steps whose text is the same for one actor, see ``ActorTexts``; `mask` is the part,
    /// `second` not 0 where it says nothing of the process itself.
    case actor

    case unsigned16
    case unsigned32
    case unsigned64
    case signed32
    case boolean
    case time
    case processID
    case errorName
    case named16
    case named32
    case flags32
    case flags64
    case hexadecimal
    case permissions
    case fileType
    case device
    case terminal

    case fixedText
    case text
    /// `mask` is the slot of the value that is written where there is no text.
    case textOrEnriched
    case textLength
    case cutBytes
    case list

    case address
    case port
    case socketPath
    case internetProtocol
    case packetProtocol
    case packetSourcePort
    case packetDestinationPort
    case packetDestination
    case dns
  }

  var code: Code
  /// The field's name with quotes and colon, or the whole text of what is always the same.
  var key: Literal
  /// The offset in the record of the value, and of a second one where there is one.
  var at: UInt16 = 0
  var second: UInt16 = 0
  /// Bits to look at, or a number of bytes.
  var mask: UInt32 = 0

  /// The test that says whether the record has the field, see ``Presence``.
  var presence = Presence.always

  var names = PreparedNames.empty
  var flags = PreparedFlags.empty
  var caller = PreparedCallerFields.empty
  var steps = PreparedArray<Operation>.empty
  /// Offsets of what the record says of its socket.
  var socket = PreparedSocket()
  /// What of a DNS message is written.
  var dns = DNSPart.id

  init(_ code: Code, key: Literal) {
    self.code = code
    self.key = key
  }

  /// The most bytes that it writes and that do not come from the record's strings.
  var worstFixedBytes: Int {
    let value =
      switch code {
      case .named16, .named32, .errorName, .fileType, .internetProtocol, .packetProtocol:
        max(names.elements.map(\.count).max() ?? 0, 16)
      case .flags32, .flags64: flags.elements.reduce(32) { $0 + $1.text.count }
      case .dns: dns.worstBytes + (names.elements.map(\.count).max() ?? 0)
      case .callerFields: caller.elements.reduce(4) { $0 + $1.name.count }
      default: 64
      }
    return key.count + value
  }
}

/// ``SocketOffsets``, small.
struct PreparedSocket: BitwiseCopyable, Sendable {
  var family: UInt16 = 0
  var type: UInt16 = 0
  var `protocol`: UInt16 = 0

  init() {}

  init(_ offsets: SocketOffsets) {
    family = UInt16(offsets.family)
    type = UInt16(offsets.type)
    `protocol` = UInt16(offsets.protocol)
  }
}

/// The texts of a ``NameTable`` by their numbers, quoted and with a comma.
typealias PreparedNames = PreparedArray<Literal>

/// The texts of a ``FlagTable``, quoted and with a comma.
typealias PreparedFlags = PreparedArray<PreparedFlag>

struct PreparedFlag: BitwiseCopyable {
  let mask: UInt64
  let value: UInt64
  let text: Literal
}

/// What ``CallerFields`` become.
typealias PreparedCallerFields = PreparedArray<PreparedCallerField>

struct PreparedCallerField: BitwiseCopyable {
  let flag: UInt16
  /// The name, quoted and with a comma.
  let name: Literal
  /// The steps that write the field: it is named where they write anything.
  let operations: PreparedArray<Operation>
}
