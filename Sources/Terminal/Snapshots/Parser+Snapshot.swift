extension Parser {
  func encode(to writer: inout SnapshotWriter) {
    writer.number(offset)
    writer.byte(state.rawValue)
    writer.byte(decoder.missing)
    if decoder.missing > 0 {
      writer.number(UInt64(decoder.value))
      writer.byte(decoder.lowest)
      writer.byte(decoder.highest)
    }
    writer.byte(prefix)
    writer.byte(intermediate)
    writer.flag(endsString)
    writer.number(parameters.count)
    for index in 0..<parameters.count {
      writer.number(parameters[index] << 1 | (parameters.isSubparameter(index) ? 1 : 0))
    }
    writer.flag(parameters.isFull)
    writer.byte(string.kind.rawValue)
    writer.number(string.count)
    writer.text(string.kept)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    self.init()
    offset = try reader.number()
    guard let state = State(rawValue: try reader.byte()) else {
      throw reader.wrong("a state is unknown")
    }
    self.state = state
    decoder.missing = try reader.byte()
    guard decoder.missing < 4 else { throw reader.wrong("a character is too long") }
    if decoder.missing > 0 {
      // Four bytes' worth of bits, of which the missing ones are still to come.
      let bits = 21 - 6 * Int(decoder.missing)
      decoder.value = UInt32(
        truncatingIfNeeded: try reader.number(in: 0...1 << bits - 1, "a character"))
      decoder.lowest = try reader.byte()
      decoder.highest = try reader.byte()
      guard Self.isPossible(decoder) else { throw reader.wrong("a character is none") }
    }
    prefix = try reader.byte()
    guard prefix == 0 || (0x3c...0x3f).contains(prefix) else {
      throw reader.wrong("a prefix is none")
    }
    intermediate = try reader.byte()
    guard intermediate == 0 || intermediate == 0xff || (0x20...0x2f).contains(intermediate) else {
      throw reader.wrong("an intermediate byte is none")
    }
    endsString = try reader.flag()
    guard !endsString || state == .escape else { throw reader.wrong("a string is over") }
    let count = try reader.number(in: 0...Parameters.limit, "the number of parameters")
    for _ in 0..<count {
      let value = try reader.number(in: 0...0x1_ffff, "a parameter")
      parameters.append(UInt16(truncatingIfNeeded: value >> 1), isSubparameter: value & 1 == 1)
    }
    if try reader.flag() {
      guard count == Parameters.limit else { throw reader.wrong("parameters are missing") }
      parameters.append(0, isSubparameter: false)
    }
    guard let kind = ControlString.Kind(rawValue: try reader.byte()) else {
      throw reader.wrong("a string is unknown")
    }
    string.kind = kind
    string.count = try reader.number(in: 0...ControlString.limit, "the length of a string")
    string.kept = try reader.text(upTo: ControlString.keptLimit)
    guard string.kept.count <= string.count, kind == .osc || string.kept.isEmpty else {
      throw reader.wrong("a string has more than it had")
    }
  }

  /// Whether a decoder can be so.
  ///
  /// What is decoded from one that cannot might be no scalar.
  private static func isPossible(_ decoder: UTF8Decoder) -> Bool {
    let isWhole = decoder.lowest == 0x80 && decoder.highest == 0xbf
    let value = decoder.value
    switch decoder.missing {
    // Of three bytes the first: E0 and ED are special. Of four the second.
    case 2:
      switch value {
      case 0: return decoder.lowest == 0xa0 && decoder.highest == 0xbf
      case 0xd: return decoder.lowest == 0x80 && decoder.highest == 0x9f
      default: return isWhole && (value < 0x10 || (0x10...0x10f).contains(value))
      }
    case 3:
      switch value {
      case 0: return decoder.lowest == 0x90 && decoder.highest == 0xbf
      case 4: return decoder.lowest == 0x80 && decoder.highest == 0x8f
      default: return isWhole && value < 4
      }
    default:
      // The last byte of two, three or four.
      return isWhole && value >= 2 && value <= 0x10_ffff >> 6
        && !(0xd800 >> 6...0xdfff >> 6).contains(value)
    }
  }
}
