/// Where the value of a field comes from and how it is written; `at` is an offset into the record.
enum FieldSource: Sendable {
  /// The name of the record's kind.
  case kindName
  /// The host's name, the same for every event.
  case hostID
  /// The host's boot, likewise.
  case bootID
  /// The run of the sensor, likewise.
  case runID
  /// The number of the event in the output.
  case sequence
  /// The names of the fields that came from the caller's memory.
  case callerFields(at: Int)

  /// What the sensor knows beside the record.
  case enriched(EnrichedField)

  case integer(at: Int, width: IntegerWidth)
  case boolean(at: Int, mask: UInt32)
  /// Nanoseconds since boot, written as time of day.
  case time(at: Int)
  /// A process: its number and its start, made one with the boot's id.
  case processID(pid: Int, start: Int)
  /// A 0 or a negative errno, of which the name is written.
  case errorName(at: Int)
  case signalName(at: Int)
  case named(at: Int, width: IntegerWidth, NameTable)
  /// The number of a kind, written as its name.
  case otherKind(at: Int)
  case flags(at: Int, width: IntegerWidth, FlagTable)
  /// Sixteen hexadecimal digits, as the kernel writes sets of capabilities and tags.
  case hexadecimal(at: Int)
  /// Permission bits as four octal digits.
  case permissions(at: Int)
  case fileType(at: Int)
  /// A device number, written MAJOR:MINOR.
  case device(at: Int)
  /// A device number, written as terminals are called.
  case terminal(at: Int)

  /// A field of so many bytes, up to the first NUL.
  case fixedText(at: Int, count: Int)
  case text(at: Int)
  /// The same, or what the sensor knows where the record has none.
  case textOrEnriched(at: Int, EnrichedField)
  /// As text, but another field says how much was cut.
  case data(at: Int)
  case textLength(at: Int)
  /// The bytes of `total` that the text does not have.
  case cutBytes(text: Int, total: Int)
  /// Strings, each ended by a NUL. Where the record has their number, they are as many.
  case list(at: Int, count: Int?)

  case address(endpoint: Int)
  case port(endpoint: Int)
  case socketPath(at: Int)
  /// The protocol's number has a name only in the internet families.
  case internetProtocol(at: Int, family: Int)
  case packet(at: Int, socket: SocketOffsets, PacketPart)
  case dns(at: Int, DNSPart)

  /// The offset of a string that may have been cut without any other field saying so.
  var cuttableText: Int? {
    switch self {
    case .text(let at), .textOrEnriched(let at, _), .list(let at, _), .socketPath(let at): at
    default: nil
    }
  }

  /// The offset of the string in the record's tail that the value is made of.
  var tailText: Int? {
    switch self {
    case .data(let at), .packet(let at, _, _), .dns(let at, _): at
    default: cuttableText
    }
  }
}

/// How an integer stands in a record.
enum IntegerWidth: Sendable {
  case unsigned16
  case unsigned32
  case unsigned64
  case signed32
}

/// Where a record says what kind of socket it is about.
struct SocketOffsets: Sendable {
  let family: Int
  let type: Int
  let `protocol`: Int
}
