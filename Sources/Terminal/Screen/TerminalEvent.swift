/// Something that a stream of bytes did beside changing cells.
public struct TerminalEvent: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    case bell
    /// The window's title was set; data of whoever wrote it, without control characters.
    case title(String)
    case iconName(String)
    /// Bracketed paste was turned on: a line editor is ready. bash prints its prompt after this, zsh before it.
    case promptReady
    /// Bracketed paste was turned off: a command was entered. With the command as it was shown, where the
    /// beginning is still there.
    case commandEntered(ShownCommand?)
    /// A mark of OSC 133: `A` the prompt begins, `B` it has ended, `C` the command runs, `D` it has ended.
    case promptMark(Unicode.Scalar)
    /// The alternate screen was turned on or off.
    case alternateScreen(Bool)
    /// A full reset (RIS).
    case reset
  }

  public var kind: Kind
  /// How many bytes of the stream there are up to the end of what did it.
  public var offset: UInt64
  /// Where the cursor was then, on the screen that was shown; lines of the main screen count from the beginning of the
  /// stream.
  public var position: TextPosition
}

/// A place in the text of the main screen, which stays the same when rows scroll.
public struct TextPosition: Hashable, Comparable, Sendable {
  /// Counts from the first row there was.
  public var line: UInt64
  public var column: Int

  public init(line: UInt64, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (left: TextPosition, right: TextPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A command as it was shown when it was entered.
public struct ShownCommand: Equatable, Sendable {
  /// Its text; rows that were wrapped are joined, other rows end with a newline.
  public var text: String
  /// Whether something is missing: its beginning is no longer kept, or it is too long.
  public var isCut: Bool
}
