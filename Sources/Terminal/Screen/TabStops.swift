/// The columns that a tab goes to.
struct TabStops: Equatable {
  private(set) var words = InlineArray<16, UInt64>(repeating: 0)

  /// One every eight columns.
  init() {
    for word in 0..<16 { words[word] = 0x0101_0101_0101_0101 }
  }

  init(words: InlineArray<16, UInt64>) {
    self.words = words
  }

  static func == (left: TabStops, right: TabStops) -> Bool {
    (0..<16).allSatisfy { left.words[$0] == right.words[$0] }
  }

  /// Whether there is one at a column below 1024.
  subscript(column: Int) -> Bool {
    get { words[column >> 6] >> UInt64(column & 63) & 1 == 1 }
    set {
      let bit: UInt64 = 1 << UInt64(column & 63)
      if newValue { words[column >> 6] |= bit } else { words[column >> 6] &= ~bit }
    }
  }

  mutating func removeAll() {
    words = InlineArray<16, UInt64>(repeating: 0)
  }

  /// The next one behind a column, at most `last`.
  func next(_ column: Int, last: Int) -> Int {
    var column = column + 1
    while column < last, !self[column] { column += 1 }
    return min(column, last)
  }

  /// The one before a column, at least 0.
  func previous(_ column: Int) -> Int {
    var column = column - 1
    while column > 0, !self[column] { column -= 1 }
    return max(column, 0)
  }
}
