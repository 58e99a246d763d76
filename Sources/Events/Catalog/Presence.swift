internal import CEventABI

/// Which records have a field: a test of one integer in the record's fixed part.
///
/// Integers are naturally aligned and the fixed part is a multiple of eight bytes; so the test is
/// one of an aligned 64-bit word, the same whatever the integer's width is.
struct Presence: BitwiseCopyable, Sendable {
  let wordOffset: UInt16
  let mask: UInt64
  let value: UInt64
  /// Whether the masked word has to be the value, or has to be another.
  let equal: Bool

  static let always = Presence(wordOffset: 0, mask: 0, value: 0, equal: true)

  /// The integer is not 0.
  static func nonzero<Record, Value: FixedWidthInteger>(
    _ path: KeyPath<Record, Value>
  ) -> Presence {
    Presence(path, mask: ~0, value: 0, equal: false)
  }

  /// The integer is 0.
  static func zero<Record, Value: FixedWidthInteger>(_ path: KeyPath<Record, Value>) -> Presence {
    Presence(path, mask: ~0, value: 0, equal: true)
  }

  /// The integer is another one.
  static func differs<Record, Value: FixedWidthInteger>(
    _ path: KeyPath<Record, Value>, from value: Value
  ) -> Presence {
    Presence(path, mask: ~0, value: value, equal: false)
  }

  /// The integer is not the number that stands for none.
  static func set<Record>(_ path: KeyPath<Record, UInt32>) -> Presence {
    Presence(path, mask: ~0, value: EV_UNSET, equal: false)
  }

  /// The integer is 0 or more.
  static func nonnegative<Record>(_ path: KeyPath<Record, Int32>) -> Presence {
    Presence(path, mask: .min, value: 0, equal: true)
  }

  /// The integer is below 0.
  static func negative<Record>(_ path: KeyPath<Record, Int32>) -> Presence {
    Presence(path, mask: .min, value: 0, equal: false)
  }

  /// At least one of the bits is set.
  static func anyBit<Record>(_ bits: UInt32, of path: KeyPath<Record, UInt32>) -> Presence {
    Presence(path, mask: bits, value: 0, equal: false)
  }

  private init<Record, Value: FixedWidthInteger>(
    _ path: KeyPath<Record, Value>, mask: Value, value: Value, equal: Bool
  ) {
    let offset = recordOffset(of: path)
    let shift = UInt64(offset % 8) * 8
    func inWord(_ value: Value) -> UInt64 {
      UInt64(truncatingIfNeeded: value) & (~0 >> UInt64(64 - Value.bitWidth))
    }
    self.init(
      wordOffset: UInt16(offset - offset % 8), mask: inWord(mask) << shift,
      value: inWord(value) << shift,
      equal: equal)
  }

  private init(wordOffset: UInt16, mask: UInt64, value: UInt64, equal: Bool) {
    self.wordOffset = wordOffset
    self.mask = mask
    self.value = value
    self.equal = equal
  }
}
