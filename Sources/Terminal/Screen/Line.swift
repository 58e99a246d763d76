/// What is known of a row beside its cells.
struct Line: BitwiseCopyable {
  /// What all cells from `used` on are: so a row is erased without touching its cells.
  var fill = Cell.blank
  /// How many cells are stored.
  var used = 0
  /// Whether the text goes on in the next row because it found no room here.
  var isWrapped = false

  // For those who want to know what was shown (LineJournal).

  /// Whether it has changed since it was last told.
  var isChanged = false
  /// Where in the stream the last change was.
  var lastOffset: UInt64 = 0
}
