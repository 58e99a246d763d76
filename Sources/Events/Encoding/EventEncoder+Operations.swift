internal import CEventABI

extension EventEncoder {
  /// Runs the steps of a plan.
  func run(
    _ operations: PreparedArray<Operation>, on record: RecordReader, with values: EnrichedValues,
    _ writer: inout LineWriter
  ) {
    for index in 0..<operations.count {
      // Safety: the operation is in memory that the encoder owns.
      unsafe run(operations.pointer(to: index), on: record, with: values, &writer)
    }
  }

  /// Runs one step: writes the field's key, its value and a comma, or nothing at all.
  @inline(__always)
  func run(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, with values: EnrichedValues,
    _ writer: inout LineWriter
  ) {
    if unsafe record.satisfies(operation.pointee.presence) {
      unsafe execute(operation, on: record, with: values, &writer)
    }
  }

  @inline(__always)
  private func execute(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, with values: EnrichedValues,
    _ writer: inout LineWriter
  ) {
    // Safety: see run.
    let key = unsafe operation.pointee.key
    let at = unsafe operation.pointee.at
    let comma = UInt8(ascii: ",")

    switch unsafe operation.pointee.code {
    case .openObject, .constant:
      writer.literal(key)
    case .closeObject:
      writer.closeObject(openedBy: key)
    case .sequence:
      writer.literal(key)
      writer.decimal(sequence)
      writer.byte(comma)
    case .callerFields:
      unsafe writeCallerFields(operation, on: record, &writer)

    case .enriched:
      let value = unsafe values[slot: Int(operation.pointee.mask)]
      if value.count > 0 {
        writer.literal(key)
        writer.literal(value)
      }

    case .actor:
      unsafe writeActor(operation, on: record, with: values, &writer)

    case .unsigned16:
      writer.literal(key)
      writer.decimal(UInt64(record.unsigned16(at: at)))
      writer.byte(comma)
    case .unsigned32:
      writer.literal(key)
      writer.decimal(UInt64(record.unsigned32(at: at)))
      writer.byte(comma)
    case .unsigned64:
      writer.literal(key)
      writer.decimal(record.unsigned64(at: at))
      writer.byte(comma)
    case .signed32:
      writer.literal(key)
      writer.decimal(Int32(bitPattern: record.unsigned32(at: at)))
      writer.byte(comma)
    case .boolean:
      writer.literal(key)
      if unsafe record.unsigned32(at: at) & operation.pointee.mask != 0 {
        writer.word(0x6575_7274 as UInt32, count: 4)  // true
      } else {
        writer.word(0x65_736c_6166 as UInt64, count: 5)  // false
      }
      writer.byte(comma)
    case .time:
      writer.literal(key)
      writer.time(
        Int64(bitPattern: record.unsigned64(at: at)) &+ bootToRealtimeOffset, cache: times)
    case .processID:
      writer.literal(key)
      writer.literal(processPrefix)
      writer.decimal(UInt64(record.unsigned32(at: at)))
      writer.byte(UInt8(ascii: "-"))
      writer.hexadecimal(record.unsigned64(at: unsafe operation.pointee.second))
      writer.word(0x2c22 as UInt16, count: 2)  // ",

    case .named16:
      unsafe writeName(of: UInt32(record.unsigned16(at: at)), operation, &writer)
    case .named32:
      unsafe writeName(of: record.unsigned32(at: at), operation, &writer)
    case .errorName:
      unsafe writeErrorName(operation, on: record, &writer)
    case .fileType:
      let names = unsafe operation.pointee.names
      let type = Int(record.unsigned32(at: at) >> 12 & 15)
      if type < names.count, names[type].count > 0 {
        writer.literal(key)
        writer.literal(names[type])
      }
    case .internetProtocol:
      let family = record.unsigned16(at: unsafe operation.pointee.second)
      let number = UInt32(record.unsigned16(at: at))
      if family == AddressFamily.ipv4 || family == AddressFamily.ipv6 {
        unsafe writeName(of: number, operation, &writer)
      } else {
        writer.literal(key)
        writer.quotedNumber(number)
      }
    case .flags32:
      unsafe writeFlags(UInt64(record.unsigned32(at: at)), operation, &writer)
    case .flags64:
      unsafe writeFlags(record.unsigned64(at: at), operation, &writer)
    case .hexadecimal:
      writer.literal(key)
      writer.byte(UInt8(ascii: "\""))
      writer.sixteenHexadecimalDigits(record.unsigned64(at: at))
      writer.word(0x2c22 as UInt16, count: 2)
    case .permissions:
      writer.literal(key)
      writer.byte(UInt8(ascii: "\""))
      writer.fourOctalDigits(record.unsigned32(at: at))
      writer.word(0x2c22 as UInt16, count: 2)
    case .device:
      writer.literal(key)
      writer.byte(UInt8(ascii: "\""))
      writer.device(record.unsigned32(at: at))
      writer.word(0x2c22 as UInt16, count: 2)
    case .terminal:
      writer.literal(key)
      writer.byte(UInt8(ascii: "\""))
      writer.terminal(record.unsigned32(at: at))
      writer.word(0x2c22 as UInt16, count: 2)

    case .fixedText:
      let bytes = unsafe record.bytes(at: at)
      var count = 0
      while unsafe count < Int(operation.pointee.mask), unsafe bytes[count] != 0 { count += 1 }
      writer.literal(key)
      unsafe writer.string(bytes, count: count)
    case .text:
      let text = record.string(at: at)
      if text.len > 0 {
        writer.literal(key)
        unsafe writer.string(record.bytes(at: text.off), count: Int(text.len))
      }
    case .textOrEnriched:
      let text = record.string(at: at)
      let value = unsafe values[slot: Int(operation.pointee.mask)]
      if text.len > 0 {
        writer.literal(key)
        unsafe writer.string(record.bytes(at: text.off), count: Int(text.len))
      } else if value.count > 0 {
        writer.literal(key)
        writer.literal(value)
      }
    case .textLength:
      let text = record.string(at: at)
      if text.full > text.len {
        writer.literal(key)
        writer.decimal(UInt64(text.full))
        writer.byte(comma)
      }
    case .cutBytes:
      let kept = UInt64(record.string(at: at).len)
      let total = record.unsigned64(at: unsafe operation.pointee.second)
      if total > kept {
        writer.literal(key)
        writer.decimal(total - kept)
        writer.byte(comma)
      }
    case .list:
      unsafe writeList(operation, on: record, &writer)

    case .address:
      unsafe writeAddress(operation, on: record, &writer)
    case .port:
      let endpoint = record.endpoint(at: at)
      if endpoint.port != 0,
        endpoint.family == AddressFamily.ipv4 || endpoint.family == AddressFamily.ipv6
      {
        writer.literal(key)
        writer.decimal(UInt64(endpoint.port))
        writer.byte(comma)
      }
    case .socketPath:
      unsafe writeSocketPath(operation, on: record, &writer)
    case .packetProtocol, .packetSourcePort, .packetDestinationPort, .packetDestination:
      unsafe writePacketPart(operation, on: record, &writer)
    case .dns:
      unsafe writeDNSPart(operation, on: record, &writer)
    }
  }
  /// Writes what is the same for one actor: as it was kept, or by its steps.
  @inline(__always)
  private func writeActor(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, with values: EnrichedValues,
    _ writer: inout LineWriter
  ) {
    // Safety: see run.
    let part = unsafe Int(operation.pointee.mask)
    if let text = unsafe actor?[part] {
      unsafe writer.copy(text)
      return
    }
    unsafe writeNewActor(operation, on: record, with: values, &writer)
  }

  @inline(never)
  private func writeNewActor(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, with values: EnrichedValues,
    _ writer: inout LineWriter
  ) {
    // Safety: see run.
    let part = unsafe Int(operation.pointee.mask)
    let isShared = unsafe operation.pointee.second != 0
    let shared = isShared ? actor.flatMap { circumstances.texts(of: $0.key.circumstances) } : nil
    let start = unsafe writer.cursor
    if let text = unsafe shared?[part] {
      unsafe writer.copy(text)
      unsafe actor?.keep(text, as: part)
      return
    }
    run(unsafe operation.pointee.steps, on: record, with: values, &writer)
    // Safety: that was just written.
    let text = unsafe UnsafeRawBufferPointer(start: start, count: writer.cursor - start)
    unsafe shared?.keep(text, as: part)
    unsafe actor?.keep(text, as: part)
  }
}
