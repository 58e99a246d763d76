import Glibc

/// Finds members of a line's outermost object.
enum LineMembers {
  private static let quote = UInt8(ascii: "\"")

  /// Where the value of a member is.
  ///
  /// - Parameters:
  ///   - name: the member's, without characters that JSON escapes.
  ///   - line: an object as the encoder writes it, without spaces between its parts.
  /// - Returns: offsets into the line; nil where there is no such member.
  static func value(of name: StaticString, in line: UnsafeRawBufferPointer) -> Range<Int>? {
    var start = 1
    while start < line.count, line[start] == quote {
      guard let nameEnd = endOfString(in: line, from: start), nameEnd < line.count,
        line[nameEnd] == UInt8(ascii: ":"), let end = endOfValue(in: line, from: nameEnd + 1)
      else { return nil }
      let found = UnsafeRawBufferPointer(rebasing: line[start + 1..<nameEnd - 1])
      if found.count == name.utf8CodeUnitCount, let bytes = found.baseAddress,
        memcmp(bytes, name.utf8Start, found.count) == 0
      {
        return nameEnd + 1..<end
      }
      guard end < line.count, line[end] == UInt8(ascii: ",") else { return nil }
      start = end + 1
    }
    return nil
  }

  /// Where a string ends, behind its second quotation mark.
  private static func endOfString(in line: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var position = start + 1
    while position < line.count {
      switch line[position] {
      case quote: return position + 1
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
      }
    }
    return nil
  }

  private static func endOfValue(in line: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var position = start
    var depth = 0
    while position < line.count {
      switch line[position] {
      case quote:
        guard let end = endOfString(in: line, from: position) else { return nil }
        position = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return position }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        return position
      default:
        break
      }
      position += 1
    }
    return nil
  }
}
