/// The numbers of a control sequence, at most ``limit``; what comes behind them is left out, as in xterm.
struct Parameters: Equatable {
  static let limit = 32

  private var values = InlineArray<32, UInt16>(repeating: 0)
  private(set) var count = 0
  /// A bit for each that follows a colon, and so belongs to the one before it.
  private(set) var subparameters: UInt32 = 0
  /// Whether there were more than there is room for.
  private(set) var isFull = false

  static func == (left: Parameters, right: Parameters) -> Bool {
    guard left.count == right.count, left.subparameters == right.subparameters,
      left.isFull == right.isFull
    else { return false }
    return (0..<left.count).allSatisfy { left.values[$0] == right.values[$0] }
  }

  @inline(__always)
  mutating func clear() {
    count = 0
    subparameters = 0
    isFull = false
  }

  @inline(__always)
  mutating func addDigit(_ digit: UInt8) {
    if count == 0 { begin(isSubparameter: false) }
    if isFull { return }
    let value = UInt32(values[count - 1]) * 10 + UInt32(digit)
    values[count - 1] = UInt16(truncatingIfNeeded: min(value, 65_535))
  }

  @inline(__always)
  mutating func addSeparator(isColon: Bool) {
    if count == 0 { begin(isSubparameter: false) }
    begin(isSubparameter: isColon)
  }

  /// Adds one that has been read whole.
  mutating func append(_ value: UInt16, isSubparameter: Bool) {
    begin(isSubparameter: isSubparameter)
    if !isFull { values[count - 1] = value }
  }

  @inline(__always)
  private mutating func begin(isSubparameter: Bool) {
    guard count < Self.limit else {
      isFull = true
      return
    }
    values[count] = 0
    if isSubparameter { subparameters |= 1 << UInt32(count) }
    count += 1
  }

  /// A number; 0 where there is none.
  @inline(__always)
  subscript(index: Int) -> Int {
    index < count ? Int(values[index]) : 0
  }

  /// How often something is to be done: once where nothing or 0 is said.
  @inline(__always)
  func times(_ index: Int = 0) -> Int { max(1, self[index]) }

  @inline(__always)
  func isSubparameter(_ index: Int) -> Bool {
    index < count && subparameters >> UInt32(index) & 1 == 1
  }

  /// Where the subparameters of the one at `index` end.
  @inline(__always)
  func end(ofGroupAt index: Int) -> Int {
    var end = index + 1
    while isSubparameter(end) { end += 1 }
    return end
  }
}
