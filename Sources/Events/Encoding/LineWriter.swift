/// Writes the JSON text of one line.
///
/// Every value ends with a comma; what closes an object or list overwrites the last one.
///
/// Nothing here checks for room: the encoder has reserved the worst case for the record before, and
/// writers may touch up to 32 bytes behind what they write.
@safe
struct LineWriter {
  /// Where the next byte goes.
  var cursor: UnsafeMutablePointer<UInt8>

  @inline(__always)
  init(at cursor: UnsafeMutablePointer<UInt8>) {
    unsafe self.cursor = cursor
  }

  @inline(__always)
  mutating func byte(_ byte: UInt8) {
    // Safety: room was reserved.
    unsafe cursor.pointee = byte
    unsafe cursor += 1
  }

  /// Writes the low `count` bytes of a word, the lowest first.
  @inline(__always)
  mutating func word<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word, count: Int) {
    // Safety: room was reserved, the bytes behind `count` included.
    unsafe UnsafeMutableRawPointer(cursor).storeBytes(of: word.littleEndian, as: Word.self)
    unsafe cursor += count
  }

  @inline(__always)
  mutating func literal(_ literal: Literal) {
    var offset = 0
    repeat {
      // Safety: a literal's memory is padded to whole strides; room was reserved.
      let part = unsafe literal.start.loadUnaligned(
        fromByteOffset: offset, as: SIMD16<UInt8>.self)
      unsafe (UnsafeMutableRawPointer(cursor) + offset).storeBytes(
        of: part, as: SIMD16<UInt8>.self)
      offset += Literal.stride
    } while offset < literal.count
    unsafe cursor += literal.count
  }

  /// Writes text that is known when the program is compiled.
  @inline(__always)
  mutating func constant(_ text: StaticString) {
    // Safety: a static string of more than one scalar is in constant memory of that size.
    unsafe cursor.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    unsafe cursor += text.utf8CodeUnitCount
  }

  /// Ends an object or list that has at least one element.
  @inline(__always)
  mutating func replaceComma(with closing: UInt8) {
    // Safety: the byte before the cursor is the last element's comma.
    unsafe cursor[-1] = closing
  }

  /// Ends a list that may be empty.
  @inline(__always)
  mutating func closeList() {
    // Safety: the list's bracket at least is before the cursor.
    if unsafe cursor[-1] == UInt8(ascii: ",") {
      replaceComma(with: UInt8(ascii: "]"))
    } else {
      byte(UInt8(ascii: "]"))
    }
  }

  /// Ends an object, or takes back its beginning where it has no field.
  @inline(__always)
  mutating func closeObject(openedBy opening: Literal) {
    // Safety: the opening at least is before the cursor.
    if unsafe cursor[-1] == UInt8(ascii: "{") {
      unsafe cursor -= opening.count
    } else {
      replaceComma(with: UInt8(ascii: "}"))
      byte(UInt8(ascii: ","))
    }
  }
}
