/// Keeps what was read of rows by their numbers; forgets all of it when it is too much.
struct RowCache<Value> {
  private var values: [Int64: Value] = [:]
  private var bytes = 0
  private let limit: Int

  /// - Parameter limit: bytes, as whoever enters values counts them.
  init(limit: Int) {
    self.limit = limit
  }

  subscript(row: Int64) -> Value? { values[row] }

  mutating func insert(_ value: Value, at row: Int64, bytes count: Int) {
    bytes += count
    if bytes > limit {
      values.removeAll(keepingCapacity: true)
      bytes = count
    }
    values[row] = value
  }
}
