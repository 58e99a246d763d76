internal import CEventABI

/// What DNS messages say. Each part is read from the message anew: what a line takes is bounded, and
/// nothing has to be kept from one field to the next.
///
/// Safety: operations are in memory that the encoder owns, and the record is sound.
extension EventEncoder {
  func writeDNSPart(
    _ operation: UnsafePointer<Operation>, on record: RecordReader, _ writer: inout LineWriter
  ) {
    let text = record.string(at: unsafe operation.pointee.at)
    guard text.len > 0 else { return }
    let start = unsafe record.bytes(at: text.off)
    let bytes = unsafe RawSpan(_unsafeStart: start, byteCount: Int(text.len))
    guard let message = DNSMessage(bytes) else { return }
    let key = unsafe operation.pointee.key

    switch unsafe operation.pointee.dns {
    case .id: writer.number(UInt64(message.id), key: key)
    case .answerCount: writer.number(UInt64(message.answerCount), key: key)
    case .timeToLive:
      if let time = message.timeToLive { writer.number(UInt64(time), key: key) }
    case .type:
      if let type = message.questionType { unsafe writeName(of: UInt32(type), operation, &writer) }
    case .responseCode:
      unsafe writeName(of: UInt32(message.responseCode), operation, &writer)
    case .name:
      guard let place = message.questionName else { return }
      let before = writer
      writer.literal(key)
      if writer.name(at: place, of: message, limit: DNSMessage.nameLimit) == nil { writer = before }
    case .addresses: unsafe writeAddresses(of: message, start, key, &writer)
    case .aliases: writeAliases(of: message, key, &writer)
    }
  }

  private func writeAddresses(
    of message: borrowing DNSMessage, _ start: UnsafePointer<UInt8>, _ key: Literal,
    _ writer: inout LineWriter
  ) {
    var count = 0
    message.forEachAnswer { answer in
      guard answer.isAddress, count < DNSMessage.addressLimit else { return }
      if count == 0 { writer.openList(key) }
      count += 1
      // Safety: an answer's data are within the message.
      unsafe writer.address(start + answer.data.lowerBound, count: answer.data.count)
    }
    if count > 0 { writer.endList() }
  }

  private func writeAliases(
    of message: borrowing DNSMessage, _ key: Literal, _ writer: inout LineWriter
  ) {
    var places = InlineArray<16, Int>(repeating: 0)
    var count = 0
    message.forEachAnswer { answer in
      guard answer.isAlias, count < places.count else { return }
      places[count] = answer.data.lowerBound
      count += 1
    }
    let before = writer
    writer.openList(key)
    var left = DNSPart.aliasTextLimit
    var isEmpty = true
    for index in 0..<count {
      guard let used = writer.name(at: places[index], of: message, limit: left) else { continue }
      left -= used
      isEmpty = false
    }
    if isEmpty { writer = before } else { writer.endList() }
  }
}

extension LineWriter {
  fileprivate mutating func number(_ number: UInt64, key: Literal) {
    literal(key)
    decimal(number)
    byte(UInt8(ascii: ","))
  }

  fileprivate mutating func openList(_ key: Literal) {
    literal(key)
    byte(UInt8(ascii: "["))
  }

  fileprivate mutating func endList() {
    closeList()
    byte(UInt8(ascii: ","))
  }

  /// Writes a name as a JSON string, and a comma.
  ///
  /// - Returns: the bytes of its text; nil, and nothing is written, where it is not sound or longer
  ///   than the limit.
  fileprivate mutating func name(
    at place: Int, of message: borrowing DNSMessage, limit: Int
  ) -> Int? {
    // The eight bytes before the end of a text that is written have to be readable.
    let slack = 8
    var text = InlineArray<520, UInt8>(repeating: 0)
    var span = text.mutableSpan
    // Safety: the name is written behind the slack, where it has all the room it can take.
    return unsafe span.withUnsafeMutableBytes { buffer in
      let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[slack...])
      guard let count = unsafe message.copyName(at: place, to: room), count <= limit,
        let start = room.baseAddress
      else { return nil }
      unsafe string(start.assumingMemoryBound(to: UInt8.self), count: count)
      return count
    }
  }
}
