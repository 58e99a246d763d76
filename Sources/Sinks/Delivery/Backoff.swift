/// How long to wait before the next try: twice as long each time, and never as long as others do.
public struct Backoff: Sendable {
  /// Before the second try, in milliseconds.
  private let first: Int
  /// At most, in milliseconds.
  private let limit: Int
  private var base: Int

  /// Begins with `first` milliseconds and goes up to `limit`.
  public init(first: Int = 200, limit: Int = 30_000) {
    self.first = first
    self.limit = limit
    base = first
  }

  /// The milliseconds to wait now: between half and all of what it has come to.
  ///
  /// A thousand hosts that lost the same collector shall not come back at the same moment.
  mutating func next() -> Int {
    defer { base = min(2 * base, limit) }
    return Int.random(in: base / 2...base)
  }

  /// After a success.
  mutating func reset() {
    base = first
  }
}
