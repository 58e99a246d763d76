/// How runtimes and systemd write names.
extension Span<UInt8> {
  /// Exactly 64 lower-case hexadecimal digits.
  func isContainerID(_ range: Range<Int>) -> Bool {
    range.count == 64 && range.allSatisfy { isHexadecimal(self[$0]) }
  }

  /// A UUID with dashes or underscores, or the 32 digits of a static pod.
  func isPodID(_ range: Range<Int>) -> Bool {
    switch range.count {
    case 32: return range.allSatisfy { isHexadecimal(self[$0]) }
    case 36:
      return range.allSatisfy { index in
        switch index - range.lowerBound {
        case 8, 13, 18, 23: self[index] == UInt8(ascii: "-") || self[index] == UInt8(ascii: "_")
        default: isHexadecimal(self[index])
        }
      }
    default: return false
    }
  }

  /// The pod in the name of a slice: `-burstable-pod<id>.slice`, with anything behind a colon.
  func podID(afterKubepods rest: Range<Int>) -> Range<Int>? {
    guard let start = firstRange(of: "-pod", in: rest)?.upperBound,
      let end = firstRange(of: ".slice", in: start..<rest.upperBound),
      end.upperBound == rest.upperBound || self[end.upperBound] == UInt8(ascii: ":"),
      isPodID(start..<end.lowerBound)
    else { return nil }
    return start..<end.lowerBound
  }

  /// A unit that processes can be in, slices apart.
  func isUnit(_ range: Range<Int>) -> Bool {
    let suffixes: [5 of StaticString] = [".service", ".scope", ".socket", ".mount", ".swap"]
    for index in suffixes.indices where between("", suffixes[index], range) != nil { return true }
    return false
  }

  /// The user of `user-UID.slice`; nil for any other slice.
  func userID(ofSlice range: Range<Int>) -> UInt32? {
    guard let digits = between("user-", ".slice", range), digits.count <= 10,
      digits.count == 1 || self[digits.lowerBound] != UInt8(ascii: "0")
    else { return nil }
    var value: UInt64 = 0
    for index in digits {
      guard let digit = decimalValue(self[index]) else { return nil }
      value = value * 10 + UInt64(digit)
    }
    // The last number means nobody at all.
    return value < UInt64(UInt32.max) ? UInt32(value) : nil
  }

  /// The name in libvirt's `DRIVER-NUMBER-NAME`, as systemd escapes it.
  func numberedMachine(of driver: StaticString, _ range: Range<Int>) -> Range<Int>? {
    let dash: StaticString = "\\x2d"
    guard hasPrefix(driver, range) else { return nil }
    let afterDriver = range.dropFirst(driver.utf8CodeUnitCount)
    guard hasPrefix(dash, afterDriver) else { return nil }
    let number = afterDriver.dropFirst(dash.utf8CodeUnitCount)
    guard let end = firstRange(of: dash, in: number), !(number.lowerBound..<end.lowerBound).isEmpty,
      (number.lowerBound..<end.lowerBound).allSatisfy({ decimalValue(self[$0]) != nil }),
      end.upperBound < range.upperBound
    else { return nil }
    return end.upperBound..<range.upperBound
  }

  /// A copy in which `\xNN` is the byte again; what is no such escape stays.
  func systemdUnescaped(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      if hasPrefix("\\x", index..<range.upperBound), index + 3 < range.upperBound,
        let high = hexadecimalValue(self[index + 2]), let low = hexadecimalValue(self[index + 3])
      {
        bytes.append(high << 4 | low)
        index += 4
      } else {
        bytes.append(self[index])
        index += 1
      }
    }
    return bytes
  }
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
  hexadecimalValue(byte) != nil
}

/// The value of a lower-case digit: nobody here writes others.
private func hexadecimalValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  default: nil
  }
}
