/// Writes into memory in which room was made before for all that one event can become.
@safe
struct ScratchWriter {
  private var cursor: UnsafeMutableRawPointer

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

  @inline(__always)
  mutating func copy(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    // Safety: room was made.
    unsafe cursor.copyMemory(from: start, byteCount: bytes.count)
    unsafe cursor += bytes.count
  }

  mutating func copy(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe copy($0) }
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
      unsafe cursor -= 1
      byte(UInt8(ascii: "}"))
      byte(UInt8(ascii: ","))
    }
  }

  /// Ends the line: its last member's comma goes.
  mutating func closeLine() {
    closeObject(openedBy: 0)
    // Safety: the comma was written just now.
    unsafe cursor -= 1
    byte(UInt8(ascii: "\n"))
  }
}
