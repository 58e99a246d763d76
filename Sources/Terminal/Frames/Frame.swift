/// What a screen shows at a moment.
///
/// Frames are equal if whoever looks at them sees the same, the cursor included.
public struct Frame: Equatable, Sendable {
  public struct Cursor: Equatable, Sendable {
    public var row: Int
    public var column: Int
    public var isVisible: Bool
  }

  public let rows: Int
  public let columns: Int
  public let cursor: Cursor
  /// Whether foreground and background are exchanged everywhere.
  public let isReversed: Bool
  /// Row by row.
  ///
  /// Contents with the flag of ``Clusters`` are numbers in `clusters`.
  let cells: [Cell]
  /// Characters with marks, in the order in which they come in the cells, so that equal frames are equal.
  let clusters: [[UInt32]]

  /// What a screen shows now.
  public init(_ screen: Screen) {
    let emulator = screen.emulator
    let grid = emulator.grid
    rows = grid.rows
    columns = grid.columns
    cursor = Cursor(
      row: emulator.cursor.row, column: emulator.cursor.column,
      isVisible: emulator.modes.contains(.cursorVisible))
    isReversed = emulator.modes.contains(.reversed)
    var cells: [Cell] = []
    cells.reserveCapacity(grid.rows * grid.columns)
    var clusters: [[UInt32]] = []
    var numbers: [UInt32: UInt32] = [:]
    for row in 0..<grid.rows {
      let place = grid.place(row)
      for column in 0..<grid.columns {
        var cell = grid.cell(place, column)
        if cell.content & Clusters.flag != 0 {
          if let number = numbers[cell.content] {
            cell.content = number
          } else {
            let number = UInt32(clusters.count) | Clusters.flag
            numbers[cell.content] = number
            clusters.append(emulator.clusters.scalars(cell.content))
            cell.content = number
          }
        }
        cells.append(cell)
      }
    }
    self.cells = cells
    self.clusters = clusters
  }

  /// The cell at a place; a blank one outside.
  public subscript(row: Int, column: Int) -> Cell {
    guard (0..<rows).contains(row), (0..<columns).contains(column) else { return .blank }
    return cells[row * columns + column]
  }

  /// The character at a place with its marks, as it was recorded: not to be printed as it is.
  public func recordedScalars(_ row: Int, _ column: Int) -> [UInt32] {
    let content = self[row, column].content
    if content & Clusters.flag == 0 { return [content] }
    let index = Int(content & ~Clusters.flag)
    return index < clusters.count ? clusters[index] : [SafeScalar.replacement]
  }
}
