/// A name and its number, found in one line of passwd or group.
struct AccountLine: Equatable {
  var id: UInt32
  /// Where in the file the name is.
  var name: Range<Int>

  /// Reads a line as glibc's own reader of files does, where that gives a name at all.
  ///
  /// - Returns: nil for what names nobody: comments, what is left to NIS (`+`), broken lines, numbers
  ///   that no account can have.
  init?(_ line: Range<Int>, in bytes: Span<UInt8>, of file: AccountFile, nameLimit: Int) {
    var line = line
    if bytes.hasSuffix("\r", line) { line = line.dropLast() }
    while bytes.hasPrefix(" ", line) || bytes.hasPrefix("\t", line) { line = line.dropFirst() }
    if bytes.hasPrefix("#", line) || bytes.hasPrefix("+", line) || bytes.hasPrefix("-", line) {
      return nil
    }
    guard let nameEnd = bytes.firstIndex(of: UInt8(ascii: ":"), in: line) else { return nil }
    name = line.lowerBound..<nameEnd
    guard !name.isEmpty, name.count <= nameLimit,
      let passwordEnd = bytes.firstIndex(
        of: UInt8(ascii: ":"), in: nameEnd + 1..<line.upperBound),
      // There a string of C ends, and with it the line.
      bytes.firstIndex(of: 0, in: line.lowerBound..<passwordEnd) == nil
    else { return nil }

    var rest = passwordEnd + 1..<line.upperBound
    guard let id = Self.number(&rest, in: bytes) else { return nil }
    if file == .users {
      // Without a group nobody can log in: libc skips such a line.
      guard Self.number(&rest, in: bytes) != nil else { return nil }
    }
    self.id = id
  }

  /// Takes a field that is a number, and the colon behind it, off the front.
  private static func number(_ rest: inout Range<Int>, in bytes: Span<UInt8>) -> UInt32? {
    let end = bytes.firstIndex(of: UInt8(ascii: ":"), in: rest) ?? rest.upperBound
    let field = rest.lowerBound..<end
    guard !field.isEmpty else { return nil }
    var value: UInt32 = 0
    for index in field {
      guard let digit = decimalValue(bytes[index]) else { return nil }
      let (ten, isOver) = value.multipliedReportingOverflow(by: 10)
      let (sum, isOverToo) = ten.addingReportingOverflow(UInt32(digit))
      if isOver || isOverToo { return nil }
      value = sum
    }
    // The kernel's number for nobody at all.
    guard value != .max else { return nil }
    rest = min(end + 1, rest.upperBound)..<rest.upperBound
    return value
  }
}
