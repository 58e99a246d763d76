/// The names in the memory of an ``AccountTable``: looking one up counts no references.
///
/// The memory holds the numbers, ascending; for each where its name begins, and where the last one
/// ends; and the names. So there are eight readable bytes before any name, which whoever writes a
/// short text wants to take at once.
@safe
struct AccountNameList: BitwiseCopyable, @unchecked Sendable {
  // Safety: written by the table's init only.

  /// How many names there are.
  let count: Int
  private let memory: UnsafeMutableRawPointer

  /// A list in memory that has room for so many names, and is aligned for numbers.
  @unsafe
  init(memory: UnsafeMutableRawPointer, count: Int) {
    self.count = count
    unsafe self.memory = memory
  }

  /// Where in the memory the names begin.
  static func textOffset(count: Int) -> Int { (2 * count + 1) * 4 }

  @unsafe
  func write(_ id: UInt32, textStart: Int, at index: Int) {
    unsafe memory.storeBytes(of: id, toByteOffset: index * 4, as: UInt32.self)
    unsafe memory.storeBytes(
      of: UInt32(textStart), toByteOffset: (count + index) * 4, as: UInt32.self)
  }

  @unsafe
  func writeEnd(_ textEnd: Int) {
    unsafe memory.storeBytes(of: UInt32(textEnd), toByteOffset: 2 * count * 4, as: UInt32.self)
  }

  /// The name with a number; nil if nobody has it.
  ///
  /// Searched by halves: a table of hashes could be made slow by who chooses the numbers.
  @_lifetime(immortal)
  @unsafe
  func name(of id: UInt32) -> Span<UInt8>? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if word(middle) < id { low = middle + 1 } else { high = middle }
    }
    guard low < count, word(low) == id else { return nil }
    let start = Int(word(count + low))
    // Safety: the names are initialised; the caller keeps the table as long as the result.
    let name = unsafe Span<UInt8>(
      _unsafeStart: (memory + start).assumingMemoryBound(to: UInt8.self),
      count: Int(word(count + low + 1)) - start)
    return unsafe _overrideLifetime(name, copying: ())
  }

  private func word(_ index: Int) -> UInt32 {
    // Safety: the index is that of one of the 2 * count + 1 numbers.
    unsafe memory.load(fromByteOffset: index * 4, as: UInt32.self)
  }
}
