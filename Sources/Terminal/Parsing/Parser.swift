/// The state machine that finds control functions in a stream of bytes.
///
/// After Paul Williams, "A parser for DEC's ANSI-compatible video terminals" (vt100.net/emu/dec_ansi_parser), with
/// what xterm has beside it: UTF-8 in all states, C1 controls as characters (U+0080 to U+009F) only, colons between
/// parameters, BEL at the end of an operating system command, and such a command counts only if it ends as it should.
/// The diagram's five states of device control strings are one here, as nothing of these strings is used.
struct Parser: Equatable {
  enum State: UInt8 {
    case ground
    case escape
    case escapeIntermediate
    case controlEntry
    case controlParameter
    case controlIntermediate
    case controlIgnore
    case string
  }

  /// More than one byte of intermediates: no such sequence is known.
  private static let several: UInt8 = 0xff

  var state = State.ground
  var decoder = UTF8Decoder()
  var parameters = Parameters()
  /// One of `<=>?`, or 0.
  var prefix: UInt8 = 0
  /// A byte from 0x20 to 0x2f, or 0, or ``several``.
  var intermediate: UInt8 = 0
  var string = ControlString()
  /// Whether a string is over if the escape sequence that has begun is ST.
  var endsString = false
  /// The bytes taken so far.
  var offset: UInt64 = 0

  mutating func feed<Receiver: ControlReceiver>(
    _ bytes: Span<UInt8>, to receiver: inout Receiver
  ) {
    let base = offset
    let count = bytes.count
    var index = 0
    while index < count {
      if state == .ground, decoder.isIdle {
        var end = index
        while end < count, bytes[end] &- 0x20 < 0x5f { end += 1 }
        if end > index {
          receiver.offset = base &+ UInt64(end)
          receiver.print(ascii: bytes.extracting(index..<end))
          index = end
          if index == count { break }
        }
      }
      let byte = bytes[index]
      if byte < 0x80, !decoder.isIdle {
        // The character before it was not whole; the byte itself is nothing special.
        receiver.offset = base &+ UInt64(index)
        decoder.reset()
        takeInvalid(&receiver)
        continue
      }
      index += 1
      receiver.offset = base &+ UInt64(index)
      // Line ends, which are in short lines as many as letters.
      if byte == 0x0d, state == .ground {
        receiver.returnCarriage()
      } else if byte == 0x0a, state == .ground {
        receiver.lineFeed()
      } else if byte < 0x80 {
        take(byte, &receiver)
      } else {
        decode(byte, &receiver)
      }
    }
    offset = base &+ UInt64(count)
  }

  private mutating func decode<Receiver: ControlReceiver>(
    _ byte: UInt8, _ receiver: inout Receiver
  ) {
    var step = decoder.take(byte)
    if case .invalidBefore = step {
      takeInvalid(&receiver)
      step = decoder.take(byte)
    }
    switch step {
    case .incomplete: break
    case .scalar(let scalar): takeScalar(scalar, &receiver)
    case .invalid, .invalidBefore: takeInvalid(&receiver)
    }
  }

  private mutating func takeInvalid<Receiver: ControlReceiver>(_ receiver: inout Receiver) {
    switch state {
    case .ground: receiver.printInvalid()
    case .string: append(0xfffd, &receiver)
    default: break
    }
  }

  /// Takes a character beyond ASCII.
  private mutating func takeScalar<Receiver: ControlReceiver>(
    _ scalar: UInt32, _ receiver: inout Receiver
  ) {
    if state == .string {
      if scalar == 0x9c {
        end(.terminated, &receiver)
      } else {
        append(scalar, &receiver)
      }
      return
    }
    if scalar < 0xa0 {
      if endsString { end(.cancelled, &receiver) }
      intermediate = 0
      state = .escape
      takeEscape(UInt8(truncatingIfNeeded: scalar) - 0x40, &receiver)
    } else if state == .ground {
      receiver.print(scalar)
    }
    // Inside a sequence it means nothing, as bytes above 0x9f in the diagram.
  }

  /// Takes an ASCII byte.
  @inline(__always)
  private mutating func take<Receiver: ControlReceiver>(
    _ byte: UInt8, _ receiver: inout Receiver
  ) {
    if byte < 0x20 {
      takeControl(byte, &receiver)
      return
    }
    switch state {
    case .ground: break  // 0x7f: all others were printed.
    case .escape: takeEscape(byte, &receiver)
    case .escapeIntermediate:
      if byte < 0x30 {
        intermediate = Self.several
      } else if byte < 0x7f {
        state = .ground
        if intermediate == Self.several {
          receiver.ignoredSequence()
        } else {
          receiver.escape(intermediate: intermediate, final: byte)
        }
      }
    case .controlEntry, .controlParameter:
      switch byte {
      case 0x30...0x39:
        parameters.addDigit(byte - 0x30)
        state = .controlParameter
      case 0x3b:
        parameters.addSeparator(isColon: false)
        state = .controlParameter
      case 0x3a:
        parameters.addSeparator(isColon: true)
        state = .controlParameter
      case 0x3c...0x3f:
        if state == .controlEntry {
          prefix = byte
          state = .controlParameter
        } else {
          state = .controlIgnore
        }
      case 0x20...0x2f:
        intermediate = byte
        state = .controlIntermediate
      case 0x7f: break
      default: dispatch(byte, &receiver)
      }
    case .controlIntermediate:
      switch byte {
      case 0x20...0x2f: intermediate = Self.several
      case 0x30...0x3f: state = .controlIgnore
      case 0x7f: break
      default: dispatch(byte, &receiver)
      }
    case .controlIgnore:
      if byte >= 0x40, byte < 0x7f {
        state = .ground
        receiver.ignoredSequence()
      }
    case .string: append(UInt32(byte), &receiver)
    }
  }

  private mutating func dispatch<Receiver: ControlReceiver>(
    _ byte: UInt8, _ receiver: inout Receiver
  ) {
    state = .ground
    if intermediate == Self.several {
      receiver.ignoredSequence()
    } else {
      receiver.control(
        prefix: prefix, intermediate: intermediate, final: byte, parameters: parameters)
    }
  }

  private mutating func takeControl<Receiver: ControlReceiver>(
    _ byte: UInt8, _ receiver: inout Receiver
  ) {
    switch byte {
    case 0x1b:
      if state == .string {
        endsString = true
      } else if endsString, state == .escape {
        // The string before it did not end with ST.
        end(.cancelled, &receiver)
      }
      intermediate = 0
      state = .escape
    case 0x18, 0x1a:
      if state == .string || endsString { end(.cancelled, &receiver) }
      state = .ground
      receiver.execute(byte)
    default:
      if state == .string {
        if byte == 0x07, string.kind == .osc {
          end(.terminated, &receiver)
        } else {
          string.count += 1
          limitString(&receiver)
        }
      } else {
        receiver.execute(byte)
      }
    }
  }

  private mutating func takeEscape<Receiver: ControlReceiver>(
    _ byte: UInt8, _ receiver: inout Receiver
  ) {
    if byte == 0x7f { return }
    if endsString {
      end(byte == UInt8(ascii: "\\") ? .terminated : .cancelled, &receiver)
      if byte == UInt8(ascii: "\\") { return }
    }
    switch byte {
    case 0x20...0x2f:
      intermediate = byte
      state = .escapeIntermediate
    case UInt8(ascii: "["):
      prefix = 0
      intermediate = 0
      parameters.clear()
      state = .controlEntry
    case UInt8(ascii: "]"): begin(.osc)
    case UInt8(ascii: "P"): begin(.dcs)
    case UInt8(ascii: "X"): begin(.sos)
    case UInt8(ascii: "^"): begin(.pm)
    case UInt8(ascii: "_"): begin(.apc)
    default:
      state = .ground
      receiver.escape(intermediate: 0, final: byte)
    }
  }

  private mutating func begin(_ kind: ControlString.Kind) {
    string.begin(kind)
    state = .string
  }

  private mutating func end<Receiver: ControlReceiver>(
    _ end: ControlStringEnd, _ receiver: inout Receiver
  ) {
    state = .ground
    endsString = false
    receiver.string(string, end: end)
    // Nothing of it is needed any more, and what is kept is part of a snapshot.
    string.begin(.osc)
  }

  /// Adds a character to the string.
  private mutating func append<Receiver: ControlReceiver>(
    _ scalar: UInt32, _ receiver: inout Receiver
  ) {
    UTF8Text.encode(scalar) { string.append($0) }
    limitString(&receiver)
  }

  private mutating func limitString<Receiver: ControlReceiver>(_ receiver: inout Receiver) {
    if string.count > ControlString.limit { end(.abandoned, &receiver) }
  }
}
