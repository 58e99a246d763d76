/// Writes the JSON text of one line.
///
/// Every value ends with a comma; what closes an object or list overwrites the last one.
///
/// Nothing here checks for room: the encoder has reserved the worst case for the record before, and
/// writers may touch up to ``overrun`` bytes behind what they write.
///
/// The cursor is a raw pointer: with a typed one, Swift 6.3.1 drops stores to the byte before it
/// when it optimises.
@safe
struct LineWriter {
  /// The most bytes that are touched, but not written, behind the cursor.
  static let overrun = 32

  /// Where the next byte goes.
  var cursor: UnsafeMutableRawPointer

  @inline(__always)
  init(at cursor: UnsafeMutableRawPointer) {
    unsafe self.cursor = cursor
  }

  @inline(__always)
  mutating func byte(_ byte: UInt8) {
    // Safety: room was reserved.
    unsafe cursor.storeBytes(of: byte, as: UInt8.self)
    unsafe cursor += 1
  }

  /// Writes the low `count` bytes of a word, the lowest first.
  @inline(__always)
  mutating func word<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word, count: Int) {
    // Safety: room was reserved, the bytes behind `count` included.
    unsafe cursor.storeBytes(of: word.littleEndian, as: Word.self)
    unsafe cursor += count
  }

  @inline(__always)
  mutating func literal(_ literal: Literal) {
    var offset = 0
    repeat {
      // Safety: a literal's memory is padded to whole strides; room was reserved.
      let part = unsafe literal.start.loadUnaligned(
        fromByteOffset: offset, as: SIMD16<UInt8>.self)
      unsafe cursor.storeBytes(of: part, toByteOffset: offset, as: SIMD16<UInt8>.self)
      offset += Literal.stride
    } while offset < literal.count
    unsafe cursor += literal.count
  }

  /// Writes text of any length.
  @inline(__always)
  mutating func copy(_ text: UnsafeRawBufferPointer) {
    guard let start = text.baseAddress else { return }
    // Safety: room was reserved.
    unsafe cursor.copyMemory(from: start, byteCount: text.count)
    unsafe cursor += text.count
  }

  /// Writes text that is known when the program is compiled.
  @inline(__always)
  mutating func constant(_ text: StaticString) {
    // Safety: a static string of more than one scalar is in constant memory of that size.
    unsafe cursor.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
    unsafe cursor += text.utf8CodeUnitCount
  }

  /// Ends an object or list that has at least one element.
  @inline(__always)
  mutating func replaceComma(with closing: UInt8) {
    // Safety: the byte before the cursor is the last element's comma.
    unsafe cursor -= 1
    byte(closing)
  }

  /// The byte before the cursor; at least a bracket was written.
  @inline(__always)
  private var lastByte: UInt8 {
    // Safety: see above.
    unsafe (cursor - 1).load(as: UInt8.self)
  }

  /// Ends a list that may be empty.
  @inline(__always)
  mutating func closeList() {
    if lastByte == UInt8(ascii: ",") {
      replaceComma(with: UInt8(ascii: "]"))
    } else {
      byte(UInt8(ascii: "]"))
    }
  }

  /// Ends an object, or takes back its beginning where it has no field.
  @inline(__always)
  mutating func closeObject(openedBy opening: Literal) {
    if lastByte == UInt8(ascii: "{") {
      // Safety: nothing was written since but the opening.
      unsafe cursor -= opening.count
    } else {
      replaceComma(with: UInt8(ascii: "}"))
      byte(UInt8(ascii: ","))
    }
  }
}
