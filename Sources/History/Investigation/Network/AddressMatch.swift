import Events
import Glibc

/// An address, or all of a network, to compare with those of events.
public struct AddressMatch: Sendable, Equatable {
  /// As it was written.
  public let text: String
  private let bytes: [UInt8]
  private let bits: Int

  /// Reads `192.0.2.1`, `2001:db8::1` or `192.0.2.0/24`; nil where the text is none of these.
  ///
  /// An IPv4 address that is written as an IPv6 one is the IPv4 address.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let bytes = Self.bytes(parts[0]) else { return nil }
    let whole = Self.isShort(parts[0]) ? 32 : 128
    var bits = whole
    if parts.count == 2 {
      guard let number = Int(parts[1]), parts[1].allSatisfy({ $0.isASCII && $0.isNumber }),
        number <= whole
      else { return nil }
      bits = number
    }
    self.text = text
    self.bytes = bytes
    self.bits = bits + 128 - whole
  }

  /// How events write it; nil: it is many addresses.
  var texts: [String]? {
    guard bits == 128 else { return nil }
    let long = EventText.address(bytes)
    let short = bytes.prefix(12) == Self.mapped ? EventText.address(Array(bytes[12...])) : nil
    return [long, short].compactMap(\.self)
  }

  /// Whether an address of an event is meant.
  func matches(_ address: String) -> Bool {
    guard let other = Self.bytes(address) else { return false }
    let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
    guard bytes[..<whole] == other[..<whole] else { return false }
    return rest == 0 || (bytes[whole] ^ other[whole]) >> (8 - rest) == 0
  }

  private static let mapped: ArraySlice<UInt8> = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

  private static func isShort(_ text: String) -> Bool { !text.contains(":") }

  /// Sixteen bytes, those of IPv4 as `::ffff:0:0/96`.
  private static func bytes(_ text: String) -> [UInt8]? {
    if isShort(text) {
      var address = in_addr()
      guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
      return mapped + withUnsafeBytes(of: address) { Array($0) }
    }
    var address = in6_addr()
    // An interface, as in fe80::1%2, is no part of the address.
    guard inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &address) == 1 else { return nil }
    return withUnsafeBytes(of: address) { Array($0) }
  }
}
