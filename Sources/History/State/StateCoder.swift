/// Writes a state as bytes, or reads it: what it consists of is listed once, for both ways.
protocol StateCoder {
  mutating func code(_ number: inout Int64) throws(HistoryError)
  mutating func code(_ text: inout String) throws(HistoryError)
  /// How many elements follow: `count` where it is written, what was written where it is read.
  mutating func codeCount(_ count: Int) throws(HistoryError) -> Int
}

/// What a coder can go through.
protocol StateCodable {
  init()
  mutating func code(by coder: inout some StateCoder) throws(HistoryError)
}

extension Int64: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try coder.code(&self)
  }
}

extension String: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try coder.code(&self)
  }
}

extension Bool: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    var number: Int64 = self ? 1 : 0
    try coder.code(&number)
    self = number != 0
  }
}

extension Optional: StateCodable where Wrapped: StateCodable {
  init() { self = nil }

  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    var isThere = self != nil
    try isThere.code(by: &coder)
    guard isThere else {
      self = nil
      return
    }
    var value = self ?? Wrapped()
    try value.code(by: &coder)
    self = value
  }
}

extension Array: StateCodable where Element: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    let count = try coder.codeCount(self.count)
    for index in 0..<count {
      // A count that lies ends with the bytes: nothing is reserved for it.
      if index == self.count { append(Element()) }
      try self[index].code(by: &coder)
    }
  }
}
