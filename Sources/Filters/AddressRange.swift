/// An IP address, or all addresses of a network.
///
/// An IPv4 address that is written as an IPv6 one (`::ffff:10.0.0.1`) is the IPv4 address.
public struct AddressRange: Sendable, Equatable {
  /// The first address: 128 bits, those of IPv4 as `::ffff:0:0/96`.
  let high: UInt64
  let low: UInt64
  /// How many bits of it count, of 128.
  let bits: Int

  /// Reads an address, or an address and the number of bits that count.
  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let bytes = Array(parts[0].utf8)
    guard let address = IPAddress(bytes.span) else { return nil }
    var bits = 128
    if parts.count == 2 {
      let isShort = !parts[0].contains(":")
      guard let number = Int(parts[1]), parts[1].allSatisfy({ $0.isASCII && $0.isNumber }),
        number <= (isShort ? 32 : 128)
      else { return nil }
      bits = isShort ? number + 96 : number
    }
    self.bits = bits
    high = address.high & AddressRange.mask(bits)
    low = address.low & AddressRange.mask(bits - 64)
  }

  func contains(_ address: IPAddress) -> Bool {
    address.high & AddressRange.mask(bits) == high
      && address.low & AddressRange.mask(bits - 64) == low
  }

  private static func mask(_ bits: Int) -> UInt64 {
    bits >= 64 ? ~0 : bits <= 0 ? 0 : ~0 << UInt64(64 - bits)
  }
}

/// An IP address of 128 bits; IPv4 as `::ffff:0:0/96`.
struct IPAddress: Equatable {
  let high: UInt64
  let low: UInt64

  /// Reads an address; nil where the text is none.
  ///
  /// What follows a `%` (an interface) does not count.
  init?(_ text: Span<UInt8>) {
    var groups: (high: UInt64, low: UInt64) = (0, 0)
    var count = 0
    /// How many groups there were before `::`.
    var gap: Int?
    var position = 0
    func append(_ group: UInt64) {
      groups.high = groups.high << 16 | groups.low >> 48
      groups.low = groups.low << 16 | group
      count += 1
    }
    func byte(_ offset: Int) -> UInt8 { offset < text.count ? text[offset] : 0 }

    if let short = Self.dotted(text, from: 0) {
      self.init(high: 0, low: 0xffff_0000_0000 | short)
      return
    }
    if byte(0) == UInt8(ascii: ":") {
      guard byte(1) == UInt8(ascii: ":") else { return nil }
      gap = 0
      position = 2
    }
    while position < text.count, byte(position) != UInt8(ascii: "%") {
      if count <= 6, let short = Self.dotted(text, from: position) {
        append(short >> 16)
        append(short & 0xffff)
        position = text.count
        break
      }
      var group: UInt64 = 0
      let start = position
      while let digit = Self.hexadecimal(byte(position)), position < start + 4 {
        group = group << 4 | digit
        position += 1
      }
      guard position > start, count < 8 else { return nil }
      append(group)
      guard position < text.count, byte(position) != UInt8(ascii: "%") else { break }
      guard byte(position) == UInt8(ascii: ":") else { return nil }
      position += 1
      if byte(position) == UInt8(ascii: ":") {
        guard gap == nil else { return nil }
        gap = count
        position += 1
      } else if position == text.count {
        return nil
      }
    }
    guard let gap else {
      guard count == 8 else { return nil }
      self.init(high: groups.high, low: groups.low)
      return
    }
    guard count < 8 else { return nil }
    self.init(groups, count: count, gap: gap)
  }

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Puts zeros into the gap: of `count` groups, `gap` are before it.
  private init(_ groups: (high: UInt64, low: UInt64), count: Int, gap: Int) {
    let all = UInt128(groups.high) << 64 | UInt128(groups.low)
    let behind = UInt128(16 * (count - gap))
    let tail = all & ((1 << behind) - 1)
    let head = gap == 0 ? 0 : (all >> behind) << UInt128(16 * (8 - gap))
    let whole = head | tail
    self.init(high: UInt64(truncatingIfNeeded: whole >> 64), low: UInt64(truncatingIfNeeded: whole))
  }

  /// Four decimal numbers up to the end of the text.
  private static func dotted(_ text: Span<UInt8>, from start: Int) -> UInt64? {
    var address: UInt64 = 0
    var position = start
    for part in 0..<4 {
      if part > 0 {
        guard position < text.count, text[position] == UInt8(ascii: ".") else { return nil }
        position += 1
      }
      var number: UInt64 = 0
      let first = position
      while position < text.count, position < first + 3, text[position] &- UInt8(ascii: "0") < 10 {
        number = number * 10 + UInt64(text[position] - UInt8(ascii: "0"))
        position += 1
      }
      guard position > first, number < 256 else { return nil }
      address = address << 8 | number
    }
    return position == text.count ? address : nil
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
