extension Frame {
  /// What a row says, without blanks at its end.
  ///
  /// It may be printed anywhere: U+FFFD stands for control characters, for what turns the direction of writing, and
  /// for other characters that nobody can see (tags, zero width spaces, fillers). Joiners and variation selectors
  /// are kept. What the terminal was told not to show (SGR 8) is in the text.
  public func text(ofRow row: Int) -> String {
    var text = String.UnicodeScalarView()
    var blanks = 0
    for column in 0..<columns where self[row, column].width != 0 {
      if self[row, column].content == 0x20 {
        blanks += 1
        continue
      }
      while blanks > 0 {
        text.append(" ")
        blanks -= 1
      }
      for scalar in recordedScalars(row, column) {
        text.append(Self.safe(scalar))
      }
    }
    return String(text)
  }

  /// What the screen says: its rows with newlines between them, without blank ones at the end.
  public var text: String {
    var lines = (0..<rows).map { text(ofRow: $0) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  private static func safe(_ scalar: UInt32) -> UnicodeScalar {
    if SafeScalar.judge(scalar) == .replaced { return "\u{fffd}" }
    return UnicodeScalar(scalar) ?? "\u{fffd}"
  }
}
