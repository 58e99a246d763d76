/// The modes of a terminal that change what it shows.
struct Modes: OptionSet, Equatable {
  let rawValue: UInt16

  /// DECAWM.
  static let autowrap = Modes(rawValue: 1)
  /// DECOM: rows count from the top of the scroll region.
  static let origin = Modes(rawValue: 2)
  /// IRM.
  static let insert = Modes(rawValue: 4)
  /// LNM: a line feed returns to the first column as well.
  static let newLine = Modes(rawValue: 8)
  /// DECTCEM.
  static let cursorVisible = Modes(rawValue: 16)
  /// DECSCNM.
  static let reversed = Modes(rawValue: 32)
  /// Whether pastes come in brackets: a program is reading a line with an editor.
  static let pasteBrackets = Modes(rawValue: 64)

  static let all = Modes(rawValue: 127)
  static let initial: Modes = [.autowrap, .cursorVisible]
}
