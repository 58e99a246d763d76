/// The first byte of what stands for cells in a snapshot.
///
/// 0x20 to 0x7e are themselves: a cell with that character, in the style that was last said.
enum CellCode {
  /// A style follows, for the cells behind it.
  static let style: UInt8 = 0
  /// How often the next code counts.
  static let repeated: UInt8 = 1
  /// A character of one or two columns.
  static let narrow: UInt8 = 2
  static let wide: UInt8 = 3
  /// The same with marks: their number, and they.
  static let markedNarrow: UInt8 = 4
  static let markedWide: UInt8 = 5
}
