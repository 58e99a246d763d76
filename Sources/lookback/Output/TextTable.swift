/// Rows of texts below each other.
///
/// Columns are as wide as what is in the first rows; what comes later and is wider pushes its row aside. On a
/// terminal no line is longer than it is wide: texts are cut. In a pipe nothing is.
final class TextTable {
  struct Column: Sendable {
    enum Alignment: Sendable {
      case left
      /// For numbers, which are never cut either.
      case right
    }

    var heading: String
    var alignment = Alignment.left

    init(_ heading: String, _ alignment: Alignment = .left) {
      self.heading = heading
      self.alignment = alignment
    }
  }

  struct Cell: Sendable, ExpressibleByStringLiteral {
    var text: String
    var style: TextStyle

    init(_ text: String, _ style: TextStyle = .plain) {
      self.text = text
      self.style = style
    }

    init(stringLiteral value: String) {
      self.init(value)
    }
  }

  private static let gap = 2
  /// What a column keeps however narrow the terminal is.
  private static let leastWidth = 8
  /// In a pipe, texts that are longer push the rest aside, for they would make every row as long.
  private static let mostPadding = 48

  private let columns: [Column]
  private let traits: OutputTraits
  private let sampleSize: Int
  private let write: (String) throws -> Void
  /// Rows that wait until the columns' widths are known.
  private var waiting: [[Cell]] = []
  private var widths: [Int]?

  /// Makes one without rows.
  ///
  /// - Parameters:
  ///   - columns: from left to right.
  ///   - traits: of what it is written to.
  ///   - sampleSize: so many rows say how wide columns are.
  ///   - write: takes lines.
  init(
    _ columns: [Column], _ traits: OutputTraits, sampleSize: Int = 512,
    write: @escaping (String) throws -> Void
  ) {
    self.columns = columns
    self.traits = traits
    self.sampleSize = sampleSize
    self.write = write
  }

  /// Adds a row; columns that it does not have are empty.
  func append(_ row: [Cell]) throws {
    if let widths { return try write(line(row, widths)) }
    waiting.append(row)
    if waiting.count >= sampleSize { try writeWaiting() }
  }

  /// Writes what waits; without any row there are no headings either.
  func finish() throws {
    if widths == nil, !waiting.isEmpty { try writeWaiting() }
  }

  private func writeWaiting() throws {
    let headings = columns.map { Cell($0.heading, .heading) }
    let widths = widths(of: [headings] + waiting)
    self.widths = widths
    try write(line(headings, widths))
    for row in waiting { try write(line(row, widths)) }
    waiting = []
  }

  // MARK: - Widths

  private func widths(of rows: [[Cell]]) -> [Int] {
    var widths = columns.map { _ in 0 }
    for row in rows {
      for (index, cell) in row.prefix(columns.count).enumerated() {
        widths[index] = max(widths[index], width(of: cell, in: columns[index]))
      }
    }
    if traits.isTerminal { narrow(&widths) }
    return widths
  }

  private func width(of cell: Cell, in column: Column) -> Int {
    if column.alignment == .right { return VisibleText(cell.text).width }
    // Of a text that does not fit anyway it does not matter how long it is.
    return VisibleText(cell.text, cells: traits.isTerminal ? traits.width : Self.mostPadding).width
  }

  /// Takes from the widest columns until all fit.
  private func narrow(_ widths: inout [Int]) {
    var excess = widths.reduce(0, +) + Self.gap * (columns.count - 1) - traits.width
    let texts = columns.indices.filter { columns[$0].alignment == .left }
    while excess > 0 {
      let sorted = texts.sorted { widths[$0] > widths[$1] }
      guard let widest = sorted.first, widths[widest] > Self.leastWidth else { return }
      let next = sorted.dropFirst().first.map { widths[$0] } ?? 0
      let floor = max(Self.leastWidth, min(next, widths[widest] - 1))
      let taken = min(excess, widths[widest] - floor)
      widths[widest] -= taken
      excess -= taken
    }
  }

  // MARK: - Lines

  private func line(_ row: [Cell], _ widths: [Int]) -> String {
    var line = ""
    var used = 0
    // Blanks before the next text: behind the last one there are none.
    var blanks = 0
    for (index, column) in columns.enumerated() where index < row.count {
      if index > 0 { blanks += Self.gap }
      let left = traits.width - used - blanks
      let cell = visible(row[index], index, column, widths, left: left)
      let width = traits.isTerminal ? min(widths[index], left) : widths[index]
      let padding = max(0, width - cell.width)
      if column.alignment == .right { blanks += padding }
      if cell.width > 0 {
        line += String(repeating: " ", count: blanks)
        line += row[index].style.applied(to: cell.text, hasColor: traits.hasColor)
        used += blanks + cell.width
        blanks = 0
      }
      if column.alignment == .left { blanks += padding }
    }
    return line + "\n"
  }

  private func visible(
    _ cell: Cell, _ index: Int, _ column: Column, _ widths: [Int], left: Int
  ) -> VisibleText {
    guard traits.isTerminal else { return VisibleText(cell.text) }
    let isLast = index == columns.count - 1
    // The last column may have what there is; numbers are whole if that is possible at all.
    let cells = isLast || column.alignment == .right ? left : min(widths[index], left)
    return VisibleText(cell.text, cells: cells)
  }
}
