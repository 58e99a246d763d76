/// Lines that are to be told.
struct LineJournal {
  /// No line is longer.
  static let textLimit = 65_536

  private(set) var lines: [(line: ShownLine, end: Int)] = []
  /// The texts of all lines, one behind the other.
  private(set) var text: [UInt8] = []
  /// The stored row that was written last, if the cursor has not returned to its beginning since: what changes in it is
  /// an edit, not another text in its place.
  var edited = -1

  @inline(__always)
  mutating func beginAnew() {
    edited = -1
  }

  /// Adds a line with the text of some rows; blank ones are left out.
  mutating func add(
    _ line: ShownLine, rows: ClosedRange<Int>, of grid: borrowing Grid,
    _ clusters: borrowing Clusters
  ) {
    let start = text.count
    for row in rows where text.count - start < Self.textLimit {
      grid.appendText(of: grid.place(row), from: 0, to: grid.columns, clusters, to: &text)
    }
    while text.count > start, text[text.count - 1] == 0x20 { text.removeLast() }
    if text.count > start { lines.append((line, text.count)) }
  }

  mutating func removeAll() {
    lines.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
  }
}
