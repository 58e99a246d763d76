/// The texts of the seconds used last: most events are of the same few.
@safe
struct TimeCache: BitwiseCopyable {
  /// One second, and its text from the quote to the decimal point, padded to whole words.
  struct Slot: BitwiseCopyable {
    var second = Int64.min
    var text: (UInt64, UInt64, UInt64) = (0, 0, 0)
  }

  static let slotCount = 64

  /// Memory of ``slotCount`` slots, owned by the encoder.
  private let slots: UnsafeMutablePointer<Slot>

  init(in storage: LiteralStorage) {
    // Safety: valid as long as the storage is.
    unsafe slots = storage.allocate(Slot.self, count: TimeCache.slotCount)
    for index in 0..<TimeCache.slotCount {
      unsafe slots[index] = Slot()
    }
  }

  @inline(__always)
  func slot(for second: Int64) -> Slot {
    let index = Int(truncatingIfNeeded: second) & (TimeCache.slotCount - 1)
    // Safety: the index is masked.
    let slot = unsafe slots[index]
    return slot.second == second ? slot : fill(index, second)
  }

  @inline(never)
  private func fill(_ index: Int, _ second: Int64) -> Slot {
    var slot = Slot()
    slot.second = second
    // Safety: the tuple has 24 bytes; the text has 21, and is written byte by byte or in pairs.
    unsafe withUnsafeMutableBytes(of: &slot.text) { text in
      guard let start = text.baseAddress else { return }
      var writer = unsafe LineWriter(at: start)
      writer.byte(UInt8(ascii: "\""))
      writer.second(second)
    }
    unsafe slots[index] = slot
    return slot
  }
}

extension LineWriter {
  /// Writes nanoseconds since 1970 as a JSON string.
  @inline(__always)
  mutating func time(_ nanoseconds: Int64, cache: TimeCache) {
    let (second, fraction) = LineWriter.split(nanoseconds)
    let slot = cache.slot(for: second)
    word(slot.text.0, count: 8)
    word(slot.text.1, count: 8)
    word(slot.text.2, count: 5)
    nineDigits(fraction)
    word(0x002c_225a as UInt32, count: 3)  // Z",
  }

  /// Writes nanoseconds since 1970 as RFC 3339 says, in UTC, without quotes.
  mutating func time(_ nanoseconds: Int64) {
    let (second, fraction) = LineWriter.split(nanoseconds)
    self.second(second)
    nineDigits(fraction)
    byte(UInt8(ascii: "Z"))
  }

  @inline(__always)
  private static func split(_ nanoseconds: Int64) -> (second: Int64, fraction: UInt64) {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder < 0
      ? (quotient - 1, UInt64(remainder + 1_000_000_000)) : (quotient, UInt64(remainder))
  }

  @inline(__always)
  private mutating func nineDigits(_ value: UInt64) {
    digit(value / 100_000_000)
    eightDigits(value % 100_000_000)
  }

  /// Writes a second since 1970 up to the decimal point: 20 bytes.
  fileprivate mutating func second(_ second: Int64) {
    let secondsADay: Int64 = 86_400
    let ofDay = UInt64((second % secondsADay + secondsADay) % secondsADay)
    let date = CivilDate(day: (second - Int64(ofDay)) / secondsADay)
    fourDigits(UInt64(date.year))
    byte(UInt8(ascii: "-"))
    twoDigits(UInt64(date.month))
    byte(UInt8(ascii: "-"))
    twoDigits(UInt64(date.day))
    byte(UInt8(ascii: "T"))
    twoDigits(ofDay / 3600)
    byte(UInt8(ascii: ":"))
    twoDigits(ofDay / 60 % 60)
    byte(UInt8(ascii: ":"))
    twoDigits(ofDay % 60)
    byte(UInt8(ascii: "."))
  }
}
