public import Terminal

/// Shows recorded bytes on a screen of its own, which is as the recorded terminal was.
public struct TerminalPlayer: Sendable {
  /// What it shows.
  public private(set) var screen: Screen
  /// The moment of what was shown last, nanoseconds since 1970.
  public private(set) var time: Int64?

  private var isPromptComing = false

  /// Nothing is shown yet.
  public init(_ size: TerminalSize) {
    screen = Screen(rows: size.rows, columns: size.columns)
  }

  /// Goes on from what ``checkpoint`` gave.
  init(_ screen: Screen, time: Int64?) {
    self.screen = screen
    self.time = time
  }

  /// What it shows.
  public var frame: Frame { Frame(screen) }

  /// Shows a piece.
  ///
  /// - Returns: the commands that were entered with it.
  @discardableResult
  public mutating func show(_ chunk: TerminalChunk) -> [TerminalCommand] {
    if let size = chunk.size, size.rows != screen.rows || size.columns != screen.columns {
      screen.resize(rows: size.rows, columns: size.columns)
    }
    screen.feed(chunk.bytes)
    // A sequence whose end is missing ends here.
    if chunk.missing > 0 { screen.feed([TerminalPlayer.cancel]) }
    time = chunk.time
    var commands: [TerminalCommand] = []
    var isReady = isPromptComing
    isPromptComing = false
    for event in screen.takeEvents() {
      switch event.kind {
      case .promptReady:
        isReady = true
        // A shell that has shown nothing in this line yet is about to show its prompt: with the next piece.
        isPromptComing = event.position.column == 0 && event.position == screen.position
      // A line that was given up. One that has more before it is told, for whoever types can write so himself.
      case .commandEntered(let command?) where command.text == "^C": break
      case .commandEntered(let command?) where !command.text.isEmpty:
        commands.append(
          TerminalCommand(
            time: chunk.time, text: command.text, isCut: command.isCut))
      default: break
      }
    }
    if isReady, !isPromptComing { screen.markPromptEnd() }
    return commands
  }

  /// CAN: takes back a sequence that has begun.
  private static let cancel: UInt8 = 0x18
}

/// A command as the terminal showed it when it was entered.
public struct TerminalCommand: Sendable, Equatable {
  /// When, nanoseconds since 1970.
  public var time: Int64
  /// Its text, edits resolved; safe to be printed, but for newlines in it.
  public var text: String
  /// Whether its beginning is not known any more.
  public var isCut: Bool
}
