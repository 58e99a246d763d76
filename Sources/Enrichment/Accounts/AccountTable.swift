/// The names in one file, found by number; never changed.
@safe
final class AccountTable: @unchecked Sendable {
  // Safety: nothing changes after init; the memory is freed with the last reference.

  /// How many bytes of memory it takes, about.
  let byteCount: Int
  /// The names, valid as long as self is.
  let names: AccountNameList

  private let memory: UnsafeMutableRawPointer

  /// Makes a table of a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: the file's; any.
  ///   - isCut: whether the file goes on behind them: then their last line is not looked at, for a
  ///     number may be cut.
  ///   - file: how to read the lines.
  ///   - nameCount: the most names to take.
  ///   - nameLimit: the most bytes of a name.
  ///   - map: what makes the numbers in the file the kernel's; who has none there is left out.
  init(
    _ bytes: Span<UInt8>, isCut: Bool, of file: AccountFile, nameCount: Int, nameLimit: Int,
    map: IDMap = .identity
  ) {
    let lines = Self.lines(
      bytes, isCut: isCut, of: file, nameCount: nameCount, nameLimit: nameLimit, map: map)
    let textSize = lines.reduce(0) { $0 + $1.name.count }
    let textOffset = AccountNameList.textOffset(count: lines.count)
    byteCount = textOffset + textSize
    // Safety: room for all that is written below; freed in deinit.
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 8)
    unsafe names = AccountNameList(memory: memory, count: lines.count)
    var end = textOffset
    for (index, line) in lines.enumerated() {
      // Safety: the text ends textSize after its offset, numbers and ends are before it.
      unsafe names.write(line.id, textStart: end, at: index)
      for position in line.name {
        unsafe memory.storeBytes(of: bytes[position], toByteOffset: end, as: UInt8.self)
        end += 1
      }
    }
    // Safety: behind the last number is room for one more.
    unsafe names.writeEnd(end)
  }

  deinit {
    // Safety: what was allocated in init.
    unsafe memory.deallocate()
  }

  /// One line for each number, in the order of the numbers; the first in the file counts.
  private static func lines(
    _ bytes: Span<UInt8>, isCut: Bool, of file: AccountFile, nameCount: Int, nameLimit: Int,
    map: IDMap
  ) -> [AccountLine] {
    var lines: [AccountLine] = []
    var start = 0
    while start < bytes.count, lines.count < nameCount {
      let newline = bytes.firstIndex(of: UInt8(ascii: "\n"), in: start..<bytes.count)
      guard let end = newline ?? (isCut ? nil : bytes.count) else { break }
      if var line = AccountLine(start..<end, in: bytes, of: file, nameLimit: nameLimit),
        let id = map.outside(line.id)
      {
        line.id = id
        lines.append(line)
      }
      start = end + 1
    }
    lines.sort { ($0.id, $0.name.lowerBound) < ($1.id, $1.name.lowerBound) }
    var distinct: [AccountLine] = []
    distinct.reserveCapacity(lines.count)
    for line in lines where line.id != distinct.last?.id { distinct.append(line) }
    return distinct
  }
}
