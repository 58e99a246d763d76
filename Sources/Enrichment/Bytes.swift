/// Comparisons of parts of bytes with text that is known when the program is compiled.
///
/// A part is given by its range, which must be within the bytes.
extension Span<UInt8> {
  /// A copy.
  func bytes(_ range: Range<Int>) -> [UInt8] {
    range.map { self[$0] }
  }

  /// Whether the part is the text.
  func equals(_ text: StaticString, _ range: Range<Int>) -> Bool {
    range.count == text.utf8CodeUnitCount && hasPrefix(text, range)
  }

  /// Whether the part begins with the text.
  func hasPrefix(_ text: StaticString, _ range: Range<Int>) -> Bool {
    guard range.count >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      for index in text.indices {
        guard unsafe self[range.lowerBound + index] == text[index] else { return false }
      }
      return true
    }
  }

  /// Whether the part ends with the text.
  func hasSuffix(_ text: StaticString, _ range: Range<Int>) -> Bool {
    hasPrefix(text, range.suffix(text.utf8CodeUnitCount))
  }

  /// What is between two texts; nil if they are not there, or nothing is between them.
  func between(
    _ prefix: StaticString, _ suffix: StaticString, _ range: Range<Int>
  ) -> Range<Int>? {
    guard range.count > prefix.utf8CodeUnitCount + suffix.utf8CodeUnitCount,
      hasPrefix(prefix, range), hasSuffix(suffix, range)
    else { return nil }
    return range.dropFirst(prefix.utf8CodeUnitCount).dropLast(suffix.utf8CodeUnitCount)
  }

  /// Where the last part of a path is: what is behind the last slash.
  var baseName: Range<Int> {
    var start = count
    while start > 0, self[start - 1] != UInt8(ascii: "/") { start -= 1 }
    return start..<count
  }

  /// Where the byte is first.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    range.first { self[$0] == byte }
  }

  /// Where the text is first.
  func firstRange(of text: StaticString, in range: Range<Int>) -> Range<Int>? {
    let length = text.utf8CodeUnitCount
    return range.dropLast(length - 1).first { hasPrefix(text, $0..<range.upperBound) }
      .map { $0..<$0 + length }
  }
}

/// The value of a decimal digit.
func decimalValue(_ byte: UInt8) -> UInt8? {
  let value = byte &- UInt8(ascii: "0")
  return value < 10 ? value : nil
}
