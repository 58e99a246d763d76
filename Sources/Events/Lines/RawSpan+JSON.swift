internal import CLines

/// The parts of a line of JSON: each function takes where a part begins and tells where it ends.
extension RawSpan {
  /// Objects and lists within each other; in what an encoder of events writes there are five at most.
  static var deepestNesting: Int { 32 }

  /// The byte there; 0, which no line has, behind the end.
  @inline(__always)
  func peek(_ position: Int) -> UInt8 {
    guard UInt(bitPattern: position) < UInt(bitPattern: byteCount) else { return 0 }
    // Safety: the position was checked.
    return unsafe unsafeLoad(fromUncheckedByteOffset: position, as: UInt8.self)
  }

  /// Whether so many bytes begin there.
  @inline(__always)
  private func has(_ count: Int, at position: Int) -> Bool {
    position >= 0 && position <= byteCount &- count
  }

  /// Eight bytes, the lowest first; those behind the end are 0.
  @inline(__always)
  func word(at position: Int) -> UInt64 {
    guard has(8, at: position) else { return lastWord(at: position) }
    // Safety: there are eight bytes.
    return UInt64(
      littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self))
  }

  @inline(never)
  private func lastWord(at position: Int) -> UInt64 {
    var word: UInt64 = 0
    for offset in 0..<8 {
      word |= UInt64(peek(position + offset)) << UInt64(8 * offset)
    }
    return word
  }

  /// Sixteen bytes; those behind the end are 0.
  @inline(__always)
  private func block(at position: Int) -> SIMD16<UInt8> {
    guard has(16, at: position) else { return lastBlock(at: position) }
    // Safety: there are sixteen bytes.
    return unsafe unsafeLoadUnaligned(
      fromUncheckedByteOffset: position, as: SIMD16<UInt8>.self)
  }

  @inline(never)
  private func lastBlock(at position: Int) -> SIMD16<UInt8> {
    var block = SIMD16<UInt8>()
    for offset in 0..<16 { block[offset] = peek(position + offset) }
    return block
  }

  /// Goes behind a byte that has to be there.
  @inline(__always)
  func expect(_ byte: UInt8, at position: inout Int) throws(LineError) {
    guard peek(position) == byte else { throw .unexpected(at: position) }
    position &+= 1
  }

  /// Behind the closing quote of a text, of which the position is behind the opening one.
  @inline(__always)
  func endOfText(from start: Int) throws(LineError) -> Int {
    // Most texts are short, and have nothing special.
    let marks = lines_text_marks(block(at: start))
    let position = start &+ marks.trailingZeroBitCount
    if marks != 0, peek(position) == UInt8(ascii: "\"") { return position &+ 1 }
    return try endOfLongText(from: start)
  }

  @inline(never)
  private func endOfLongText(from start: Int) throws(LineError) -> Int {
    var position = start
    while true {
      let marks = lines_text_marks(block(at: position))
      // Behind the line's end are zeros, which are marked as all control characters are.
      guard marks != 0 else {
        position &+= 16
        continue
      }
      position &+= marks.trailingZeroBitCount
      let byte = peek(position)
      if byte == UInt8(ascii: "\"") { return position &+ 1 }
      position += try lengthOfSpecial(byte, at: position)
    }
  }

  /// Where the closing quote of a text is that a walk has found to be well-formed, and of which the
  /// position is behind the opening one; of what is none, the end.
  package func closingQuote(from start: Int) -> Int {
    var position = start
    while position < byteCount {
      let marks = lines_text_marks(block(at: position))
      guard marks != 0 else {
        position &+= 16
        continue
      }
      position &+= marks.trailingZeroBitCount
      switch peek(position) {
      case UInt8(ascii: "\""): return position
      case UInt8(ascii: "\\"): position &+= 2
      default: position &+= 1
      }
    }
    return byteCount
  }

  /// The bytes of an escape or of a scalar beyond ASCII.
  private func lengthOfSpecial(_ byte: UInt8, at position: Int) throws(LineError) -> Int {
    if byte == UInt8(ascii: "\\") {
      switch peek(position + 1) {
      case UInt8(ascii: "u"):
        for offset in 2..<6 where !peek(position + offset).isHexadecimal {
          throw .unexpected(at: position + offset)
        }
        return 6
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
        UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
        return 2
      default: throw .unexpected(at: position + 1)
      }
    }
    guard byte >= 0x80 else { throw .unexpected(at: position) }
    let length = unsafe withUnsafeBytes { bytes in
      guard let start = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress else {
        return 0
      }
      // Safety: peek has found a byte there, so the position is before the end.
      return unsafe UTF8Scalar.length(start + position, left: byteCount - position)
    }
    guard length > 0 else { throw .unexpected(at: position) }
    return length
  }

  /// Behind a value of that type.
  @inline(__always)
  func endOfValue(from start: Int, of type: FieldType) throws(LineError) -> Int {
    var position = start
    switch type {
    case .string:
      try expect(UInt8(ascii: "\""), at: &position)
      return try endOfText(from: position)
    case .strings: return try endOfTexts(from: start)
    case .number: return try endOfNumber(from: start)
    case .boolean: return try endOfBoolean(from: start)
    case .time: return try endOfTime(from: start)
    }
  }

  private func endOfTexts(from start: Int) throws(LineError) -> Int {
    var position = start
    try expect(UInt8(ascii: "["), at: &position)
    if peek(position) == UInt8(ascii: "]") { return position + 1 }
    while true {
      try expect(UInt8(ascii: "\""), at: &position)
      position = try endOfText(from: position)
      if peek(position) == UInt8(ascii: "]") { return position + 1 }
      try expect(UInt8(ascii: ","), at: &position)
    }
  }

  /// An integer of 64 bits has 20 digits at most.
  @inline(__always)
  private func endOfNumber(from start: Int) throws(LineError) -> Int {
    let word = word(at: start)
    let others = Self.nonDigits(word)
    // One to seven digits, of which the first is 0 only where it stands alone.
    if others & 0xff == 0, others != 0, word & 0xff != 0x30 || others & 0xff00 != 0 {
      return start &+ others.trailingZeroBitCount / 8
    }
    return try endOfLongNumber(from: start)
  }

  /// Marks bytes of a word that are no digits; exact for the lowest one only.
  ///
  /// What is a digit becomes 0 to 9; with six more, its upper half still is 0. A carry out of what is none
  /// changes only bytes behind it.
  @inline(__always)
  private static func nonDigits(_ word: UInt64) -> UInt64 {
    let word = word ^ 0x3030_3030_3030_3030
    return (word | (word &+ 0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0
  }

  @inline(never)
  private func endOfLongNumber(from start: Int) throws(LineError) -> Int {
    let digits = peek(start) == UInt8(ascii: "-") ? start &+ 1 : start
    var position = digits
    while true {
      let others = Self.nonDigits(word(at: position))
      if others != 0 {
        position &+= others.trailingZeroBitCount / 8
        break
      }
      position &+= 8
      guard position &- digits <= 20 else { break }
    }
    let count = position &- digits
    guard count > 0, count <= 20, count == 1 || peek(digits) != UInt8(ascii: "0") else {
      throw .unexpected(at: digits)
    }
    return position
  }

  private func endOfBoolean(from start: Int) throws(LineError) -> Int {
    if word(at: start) & 0xffff_ffff == 0x6575_7274 { return start + 4 }  // true
    if word(at: start) & 0xff_ffff_ffff == 0x65_736c_6166 { return start + 5 }  // false
    throw .unexpected(at: start)
  }

  /// A time has one form only, with its quotes 32 bytes: "2026-11-22T10:00:00.123456789Z".
  private func endOfTime(from start: Int) throws(LineError) -> Int {
    guard
      isShaped(start + 0, signs: 0x0000_2d00_0000_0022, where: 0x0000_ff00_0000_00ff),  // "0000-00
      isShaped(start + 8, signs: 0x003a_0000_5400_002d, where: 0x00ff_0000_ff00_00ff),  // -00T00:0
      isShaped(start + 16, signs: 0x0000_002e_0000_3a00, where: 0x0000_00ff_0000_ff00),  // 0:00.000
      isShaped(start + 24, signs: 0x225a_0000_0000_0000, where: 0xffff_0000_0000_0000)  // 000000Z"
    else { throw .unexpected(at: start) }
    return start + 32
  }

  /// Whether eight bytes are these signs where the mask says so, and else digits.
  @inline(__always)
  private func isShaped(_ position: Int, signs: UInt64, where mask: UInt64) -> Bool {
    let word = word(at: position)
    guard word & mask == signs else { return false }
    // What is a digit becomes 0 to 9; six more, and its upper half still is 0.
    let digits = (word ^ 0x3030_3030_3030_3030) & ~mask
    let high: UInt64 = 0xf0f0_f0f0_f0f0_f0f0
    return (digits | (digits &+ 0x0606_0606_0606_0606 & ~mask)) & high == 0
  }

  /// Behind a value of which nothing is known but that it is JSON.
  func endOfAnything(from start: Int) throws(LineError) -> Int {
    var position = start
    // A bit for each thing that is open, 1 for an object.
    var open: UInt64 = 0
    var depth = 0
    while true {
      switch peek(position) {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let isObject = peek(position) == UInt8(ascii: "{")
        depth += 1
        guard depth <= RawSpan.deepestNesting else { throw .unexpected(at: position) }
        open = open << 1 | (isObject ? 1 : 0)
        position += 1
        if peek(position) != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
          if isObject { try passKey(&position) }
          continue
        }
      case UInt8(ascii: "\""): position = try endOfText(from: position + 1)
      case UInt8(ascii: "t"), UInt8(ascii: "f"): position = try endOfBoolean(from: position)
      default: position = try endOfNumber(from: position)
      }
      // A value is over: what it closes, or what comes next beside it.
      while depth > 0 {
        let isObject = open & 1 == 1
        if peek(position) == UInt8(ascii: ",") {
          position += 1
          if isObject { try passKey(&position) }
          break
        }
        try expect(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"), at: &position)
        open >>= 1
        depth -= 1
      }
      if depth == 0 { return position }
    }
  }

  /// Behind an object of which nothing is asked: in it, only texts are looked at.
  func endOfObject(from start: Int) throws(LineError) -> Int {
    var position = start
    try expect(UInt8(ascii: "{"), at: &position)
    return try endOfOpenObject(from: position)
  }

  /// The same for what is left of one.
  func endOfOpenObject(from start: Int) throws(LineError) -> Int {
    guard has(1, at: start) else { throw .unexpected(at: start) }
    var state = lines_state(position: UInt(start), depth: 1, in_text: 0)
    while true {
      // Safety: only bytes of the line are read; the position is in it or at its end.
      state = unsafe withUnsafeBytes { bytes in
        unsafe lines_pass_object(bytes.baseAddress, UInt(bytes.count), state)
      }
      if state.depth == 0 { return Int(state.position) }
      // Not as a whole: the next text, or what is before one.
      if state.in_text != 0 {
        state.position = UInt(try endOfText(from: Int(state.position)))
        state.in_text = 0
      }
      try passToken(&state)
      if state.depth == 0 { return Int(state.position) }
    }
  }

  /// Behind the next brace or text, outside of texts.
  private func passToken(_ state: inout lines_state) throws(LineError) {
    var position = Int(state.position)
    while true {
      let marks = lines_object_marks(block(at: position))
      guard marks != 0 else {
        position &+= 16
        continue
      }
      position &+= marks.trailingZeroBitCount
      switch peek(position) {
      case UInt8(ascii: "\""): position = try endOfText(from: position &+ 1)
      case UInt8(ascii: "{"):
        state.depth += 1
        position &+= 1
      case UInt8(ascii: "}"):
        state.depth -= 1
        position &+= 1
      default: throw .unexpected(at: position)
      }
      state.position = UInt(position)
      return
    }
  }

  private func passKey(_ position: inout Int) throws(LineError) {
    try expect(UInt8(ascii: "\""), at: &position)
    position = try endOfText(from: position)
    try expect(UInt8(ascii: ":"), at: &position)
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool {
    self &- UInt8(ascii: "0") < 10 || (self | 0x20) &- UInt8(ascii: "a") < 6
  }
}

extension LineError {
  /// What is there is not what can be there.
  @inline(never)
  static func unexpected(at position: Int) -> LineError {
    LineError("not as a line of events continues, at byte \(position)")
  }
}
