/// Writes text into memory that has room for all of it.
struct Cursor {
  private let memory: UnsafeMutableRawBufferPointer
  /// How many bytes were written.
  private(set) var count = 0

  init(_ memory: UnsafeMutableRawBufferPointer) {
    self.memory = memory
  }

  mutating func write(_ byte: UInt8) {
    memory[count] = byte
    count += 1
  }

  /// The digits of a number that is not negative.
  mutating func write(_ number: Int) {
    if number >= 10 { write(number / 10) }
    write(UInt8(ascii: "0") + UInt8(number % 10))
  }

  mutating func write(_ text: StaticString) {
    write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) {
    UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
    count += bytes.count
  }
}
