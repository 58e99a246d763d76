extension Emulator {
  mutating func string(_ string: borrowing ControlString, end: ControlStringEnd) {
    counters.strings &+= 1
    counters.stringBytes &+= UInt64(string.count)
    switch end {
    case .terminated: break
    case .cancelled:
      counters.stringsCancelled &+= 1
      return
    case .abandoned:
      counters.stringsAbandoned &+= 1
      return
    }
    switch string.kind {
    case .osc: systemCommand(string.kept)
    // Device control has nothing but questions, pictures and keys.
    case .dcs, .sos, .pm, .apc: break
    }
  }

  private mutating func systemCommand(_ bytes: [UInt8]) {
    guard let separator = bytes.firstIndex(of: UInt8(ascii: ";")), separator <= 4 else { return }
    var number = 0
    for byte in bytes[..<separator] {
      guard byte >= 0x30, byte < 0x3a else { return }
      number = number * 10 + Int(byte - 0x30)
    }
    let text = bytes[(separator + 1)...]
    switch number {
    case 0:
      title = Self.safeText(text)
      iconName = title
      tell(.title(title))
    case 1:
      iconName = Self.safeText(text)
      tell(.iconName(iconName))
    case 2:
      title = Self.safeText(text)
      tell(.title(title))
    case 52: counters.clipboardRequests &+= 1
    case 133:
      guard let letter = text.first, (UInt8(ascii: "A")...UInt8(ascii: "D")).contains(letter)
      else { return }
      if letter == UInt8(ascii: "B"), !isAlternate {
        inputStart = position
        isInputStartExact = true
      }
      tell(.promptMark(UnicodeScalar(letter)))
    default: break
    }
  }

  /// The text with U+FFFD for what must not be shown.
  static func safeText(_ bytes: ArraySlice<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix(titleLimit) {
      text.append(SafeScalar.judge(scalar.value) == .replaced ? "\u{fffd}" : scalar)
    }
    return String(text)
  }
}
