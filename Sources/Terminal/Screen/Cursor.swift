/// Where is written next.
struct Cursor: Equatable {
  var row = 0
  var column = 0
  /// Whether the last column was written: the next character goes to the next row.
  var isWrapPending = false
}

/// The four sets of characters and which of them is in use.
struct Charsets: Equatable {
  var designated = InlineArray<4, UInt8>(repeating: Charset.ascii.rawValue)
  /// Which of them ASCII bytes stand for.
  var inUse: UInt8 = 0
  /// Which one the next character alone is of; 0: none.
  var single: UInt8 = 0

  static func == (left: Charsets, right: Charsets) -> Bool {
    left.inUse == right.inUse && left.single == right.single
      && (0..<4).allSatisfy { left.designated[$0] == right.designated[$0] }
  }

  subscript(index: UInt8) -> Charset {
    get { Charset(rawValue: designated[Int(index & 3)]) ?? .ascii }
    set { designated[Int(index & 3)] = newValue.rawValue }
  }

  /// Whether ASCII bytes are themselves.
  @inline(__always)
  var isPlain: Bool { designated[Int(inUse & 3)] == 0 && single == 0 }

  /// The character of an ASCII byte.
  mutating func scalar(_ byte: UInt8) -> UInt32 {
    let charset = self[single != 0 ? single : inUse]
    single = 0
    return charset.scalar(byte)
  }
}

/// What DECSC saves.
struct SavedCursor: Equatable {
  var cursor = Cursor()
  var pen = Cell.blank
  var charsets = Charsets()
  var hasOrigin = false
}
