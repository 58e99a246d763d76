/// Writes into memory in which room was made before for all that one event can become.
///
/// Up to ``overrun`` bytes behind what is written are touched as well.
@safe
struct ScratchWriter {
  private var cursor: UnsafeMutableRawPointer

  static let overrun = 16
  /// What is longer is left to memcpy(3).
  private static let longestByBlocks = 64

  init(at start: UnsafeMutableRawPointer) {
    unsafe cursor = start
  }

  func count(from start: UnsafeMutableRawPointer) -> Int {
    unsafe cursor - start
  }

  @inline(__always)
  mutating func byte(_ byte: UInt8) {
    // Safety: room was made.
    unsafe cursor.storeBytes(of: byte, as: UInt8.self)
    unsafe cursor += 1
  }

  /// Writes bytes behind which another fifteen can be read.
  @inline(__always)
  mutating func copyPadded(_ start: UnsafeRawPointer, count: Int) {
    guard count <= Self.longestByBlocks else {
      // Safety: room was made.
      unsafe cursor.copyMemory(from: start, byteCount: count)
      unsafe cursor += count
      return
    }
    var offset = 0
    repeat {
      // Safety: so much can be read, and room was made, the overrun included.
      let block = unsafe start.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
      unsafe cursor.storeBytes(of: block, toByteOffset: offset, as: SIMD16<UInt8>.self)
      offset &+= 16
    } while offset < count
    unsafe cursor += count
  }

  @inline(__always)
  mutating func copy(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    // Safety: room was made.
    unsafe cursor.copyMemory(from: start, byteCount: bytes.count)
    unsafe cursor += bytes.count
  }

  /// Writes a part of a line.
  @inline(__always)
  mutating func copy(_ range: Range<Int>, of line: UnsafeRawBufferPointer) {
    guard let start = line.baseAddress else { return }
    // Safety: the range is one of the line's.
    if range.upperBound &+ 16 <= line.count {
      unsafe copyPadded(start + range.lowerBound, count: range.count)
    } else {
      unsafe copy(UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count))
    }
  }

  mutating func decimal(_ number: UInt64) {
    if number >= 10 { decimal(number / 10) }
    byte(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  /// Ends an object, or takes back its opening, of so many bytes, where nothing came behind it.
  @inline(__always)
  mutating func closeObject(openedBy count: Int) {
    // Safety: an object's opening at least was written before.
    if unsafe (cursor - 1).load(as: UInt8.self) == UInt8(ascii: "{") {
      unsafe cursor -= count
    } else {
      takeBackComma()
      byte(UInt8(ascii: "}"))
      byte(UInt8(ascii: ","))
    }
  }

  /// Takes back the comma of the last member, which there is.
  @inline(__always)
  mutating func takeBackComma() {
    // Safety: it was written before.
    unsafe cursor -= 1
  }

  /// Ends the line: its last member's comma goes.
  mutating func closeLine() {
    closeObject(openedBy: 0)
    takeBackComma()
    byte(UInt8(ascii: "\n"))
  }
}
