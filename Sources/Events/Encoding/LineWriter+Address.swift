extension LineWriter {
  /// Writes four bytes as an IPv4 address.
  mutating func ipv4(_ address: UnsafePointer<UInt8>) {
    for index in 0..<4 {
      if index > 0 { byte(UInt8(ascii: ".")) }
      // Safety: four bytes, as the caller says.
      decimal(UInt64(unsafe address[index]))
    }
  }

  /// Writes sixteen bytes as an IPv6 address, as RFC 5952 says.
  mutating func ipv6(_ address: UnsafePointer<UInt8>) {
    // Safety: sixteen bytes, as the caller says; indices of groups are below 8.
    func group(_ index: Int) -> UInt16 {
      unsafe UInt16(address[2 * index]) << 8 | UInt16(address[2 * index + 1])
    }
    if (0..<5).allSatisfy({ group($0) == 0 }), group(5) == 0xffff {
      constant("::ffff:")
      unsafe ipv4(address + 12)
      return
    }

    // The longest run of zero groups, the first of equal ones, is left out; one alone is not.
    var omitted = 0..<0
    var index = 0
    while index < 8 {
      let start = index
      while index < 8, group(index) == 0 { index += 1 }
      if index - start > max(omitted.count, 1) { omitted = start..<index }
      index += 1
    }

    for index in 0..<8 {
      if omitted.contains(index) {
        if index == omitted.lowerBound { constant("::") }
        continue
      }
      if index > 0, index != omitted.upperBound { byte(UInt8(ascii: ":")) }
      hexadecimal(UInt64(group(index)))
    }
  }
}
