internal import CEventABI

/// The values that are not written in a line or two, and are rarer.
///
/// Safety: operations are in memory that the encoder owns, and the record is sound.
extension EventEncoder {
  func writeName(
    of number: UInt32, _ operation: UnsafePointer<Operation>, _ writer: inout LineWriter
  ) {
    unsafe writer.literal(operation.pointee.key)
    let names = unsafe operation.pointee.names
    if number < names.count, names[Int(number)].count > 0 {
      writer.literal(names[Int(number)])
    } else {
      writer.quotedNumber(number)
    }
  }

  func writeErrorName(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, _ writer: inout LineWriter
  ) {
    unsafe writer.literal(operation.pointee.key)
    let result = Int32(bitPattern: record.unsigned32(at: unsafe operation.pointee.at))
    let names = unsafe operation.pointee.names
    if result.magnitude < names.count, names[Int(result.magnitude)].count > 0 {
      writer.literal(names[Int(result.magnitude)])
    } else {
      writer.constant("\"E")
      writer.decimal(UInt64(result.magnitude))
      writer.constant("\",")
    }
  }

  func writeFlags(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, _ writer: inout LineWriter
  ) {
    unsafe writer.literal(operation.pointee.key)
    writer.byte(UInt8(ascii: "["))
    let flags = unsafe operation.pointee.flags
    let value = record.unsigned32(at: unsafe operation.pointee.at)
    var unnamed = value
    for index in 0..<flags.count {
      let flag = flags[index]
      if value & flag.mask == flag.value {
        writer.literal(flag.text)
        unnamed &= ~flag.mask
      }
    }
    if unnamed != 0 {
      writer.constant("\"0x")
      writer.hexadecimal(UInt64(unnamed))
      writer.constant("\",")
    }
    writer.closeList()
    writer.byte(UInt8(ascii: ","))
  }

  func writeList(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, _ writer: inout LineWriter
  ) {
    let text = record.string(at: unsafe operation.pointee.at)
    guard text.len > 0 else { return }
    unsafe writer.literal(operation.pointee.key)

    // As many elements as the record says, if it has them all: the last one then takes whatever is
    // left, so that nothing is lost.
    let countOffset = unsafe operation.pointee.second
    let count = countOffset == 0 || text.full > text.len ? 0 : record.unsigned32(at: countOffset)
    var borders = count == 0 ? UInt32.max : count - 1

    let bytes = unsafe record.bytes(at: text.off)
    let isEnded = unsafe bytes[Int(text.len) - 1] == 0
    writer.word(0x225b as UInt16, count: 2)  // ["
    borders = unsafe writer.escaped(
      bytes, count: Int(text.len) - (isEnded ? 1 : 0), borders: borders)
    if borders == 1, isEnded, count > 0 {
      // The NUL at the end was a border: the last string is empty and has no end of its own.
      writer.constant("\",\"")
    }
    writer.constant("\"],")
  }

  func writeCallerFields(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, _ writer: inout LineWriter
  ) {
    let start = writer
    unsafe writer.literal(operation.pointee.key)
    writer.byte(UInt8(ascii: "["))
    let flags = record.unsigned16(at: unsafe operation.pointee.at)
    let fields = unsafe operation.pointee.caller
    var isEmpty = true
    for index in 0..<fields.count where flags & fields[index].flag != 0 {
      let operations = fields[index].operations
      let isPresent = (0..<operations.count).contains { index in
        unsafe writesAnything(operations.pointer(to: index), on: record, behind: writer)
      }
      if isPresent {
        writer.literal(fields[index].name)
        isEmpty = false
      }
    }
    if isEmpty {
      writer = start
    } else {
      writer.closeList()
      writer.byte(UInt8(ascii: ","))
    }
  }

  /// Whether the event has the field that the step writes.
  private func writesAnything(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, behind writer: LineWriter
  ) -> Bool {
    switch unsafe operation.pointee.code {
    case .text, .textOrEnriched, .list, .socketPath:
      return record.string(at: unsafe operation.pointee.at).len > 0
    default:
      // It shows when it is written, and is overwritten then. Only for what is short: room is
      // reserved for every string once.
      var probe = writer
      unsafe run(operation, on: record, with: nothingKnown, &probe)
      return unsafe probe.cursor != writer.cursor
    }
  }

  func writeAddress(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, _ writer: inout LineWriter
  ) {
    let at = unsafe operation.pointee.at
    let bytes = unsafe record.bytes(at: at)  // an endpoint begins with its address
    switch record.endpoint(at: at).family {
    case AddressFamily.ipv4:
      unsafe writer.address(bytes, count: 4, key: operation.pointee.key)
    case AddressFamily.ipv6:
      unsafe writer.address(bytes, count: 16, key: operation.pointee.key)
    default: break
    }
  }

  func writeSocketPath(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, _ writer: inout LineWriter
  ) {
    let text = record.string(at: unsafe operation.pointee.at)
    guard text.len > 0 else { return }
    unsafe writer.literal(operation.pointee.key)
    writer.byte(UInt8(ascii: "\""))
    let bytes = unsafe record.bytes(at: text.off)
    let isAbstract = unsafe bytes[0] == 0
    if isAbstract { writer.byte(UInt8(ascii: "@")) }
    let skipped = isAbstract ? 1 : 0
    unsafe writer.escaped(bytes + skipped, count: Int(text.len) - skipped)
    writer.constant("\",")
  }

  func writePacketPart(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, _ writer: inout LineWriter
  ) {
    let text = record.string(at: unsafe operation.pointee.at)
    guard text.len > 0 else { return }
    let bytes = unsafe record.bytes(at: text.off)
    let socket = unsafe operation.pointee.socket
    let packet = PacketSummary(
      unsafe RawSpan(_unsafeStart: bytes, byteCount: Int(text.len)),
      family: record.unsigned16(at: socket.family), type: record.unsigned16(at: socket.type),
      protocol: record.unsigned16(at: socket.protocol))

    switch unsafe operation.pointee.code {
    case .packetProtocol:
      if let number = packet.protocol { unsafe writeName(of: UInt32(number), operation, &writer) }
    case .packetSourcePort:
      if let port = packet.sourcePort { unsafe writer.port(port, key: operation.pointee.key) }
    case .packetDestinationPort:
      if let port = packet.destinationPort { unsafe writer.port(port, key: operation.pointee.key) }
    default:
      if let range = packet.destination {
        unsafe writer.address(
          bytes + range.lowerBound, count: range.count, key: operation.pointee.key)
      }
    }
  }
}

extension LineWriter {
  /// Writes a port as the value of a key.
  fileprivate mutating func port(_ port: UInt16, key: Literal) {
    literal(key)
    decimal(UInt64(port))
    byte(UInt8(ascii: ","))
  }

  /// Writes an address of 4 or 16 bytes as the value of a key.
  fileprivate mutating func address(_ bytes: UnsafePointer<UInt8>, count: Int, key: Literal) {
    literal(key)
    byte(UInt8(ascii: "\""))
    if count == 4 { unsafe ipv4(bytes) } else { unsafe ipv6(bytes) }
    constant("\",")
  }

  /// Writes a number as a string, and a comma.
  mutating func quotedNumber(_ number: UInt32) {
    byte(UInt8(ascii: "\""))
    decimal(UInt64(number))
    constant("\",")
  }
}
