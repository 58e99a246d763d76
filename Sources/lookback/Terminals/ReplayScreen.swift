import Glibc
import History
import SystemPackage
import Terminal
import Threading

/// Plays a recording in the terminal at standard output, and listens to keys.
final class ReplayScreen {
  private var replay: TerminalReplay
  private var speed: Double
  private let maxIdle: Int64?
  private let commands: [TerminalCommand]
  private let terminal: RawTerminal
  private var isPaused = false
  private var hasQuit = false
  /// What the terminal shows; nil: not known.
  private var shown: Frame?
  private var shownStatus = ""
  /// When the next piece is due, by the monotonic clock.
  private var due: Int64 = 0

  private static let second: Int64 = 1_000_000_000
  /// What comes closer together is drawn at once.
  private static let shortest = second / 60

  init(_ replay: TerminalReplay, speed: Double, maxIdle: Double?) throws {
    self.replay = replay
    self.speed = speed
    self.maxIdle = maxIdle.map { Int64(min($0, 1e9) * Double(Self.second)) }
    commands = replay.recording.commands
    terminal = try RawTerminal()
  }

  /// Plays it until it is over, or whoever looks at it has enough.
  func run() throws {
    defer {
      terminal.close()
      terminal.endBySignal()
    }
    do {
      try draw()
      plan()
      while !hasQuit, !terminal.isToEnd {
        if replay.isAtEnd, !terminal.canBeAsked { return }
        try wait()
        if terminal.takeNewSize() {
          shown = nil
          try terminal.write("\u{1b}[2J")
        }
        play()
        try draw()
      }
    } catch Errno.brokenPipe, Errno.ioError {
      // The terminal was closed.
      return
    }
  }

  private var now: Int64 { Int64(nanoseconds(of: CLOCK_MONOTONIC)) }

  /// Says when the next piece is due.
  private func plan(after start: Int64? = nil) {
    guard let next = replay.nextTime else { return }
    var pause = max(0, next - replay.time)
    if let maxIdle { pause = min(pause, maxIdle) }
    due = (start ?? now) + Int64(Double(pause) / speed)
  }

  private func wait() throws {
    let isIdle = isPaused || replay.isAtEnd
    let left = max(0, due - now) / 1_000_000
    // Now and then for a signal that came just before.
    let keys = terminal.keys(within: isIdle ? 500 : CInt(min(left + 1, 500)))
    guard let keys else {
      hasQuit = true
      return
    }
    for key in ReplayKey.keys(in: keys) { act(on: key) }
  }

  /// Shows what is due.
  private func play() {
    guard !isPaused else { return }
    while !replay.isAtEnd, due <= now + Self.shortest {
      replay.step()
      // What was late does not make the rest late.
      plan(after: max(due, now - Self.second))
    }
  }

  private func act(on key: ReplayKey) {
    switch key {
    case .quit: hasQuit = true
    case .pause: isPaused.toggle()
    case .back: replay.seek(to: replay.time - 5 * Self.second)
    case .forth: replay.seek(to: replay.time + 5 * Self.second)
    case .faster: speed = min(speed * 2, 1000)
    case .slower: speed = max(speed / 2, 0.01)
    case .step:
      isPaused = true
      replay.step()
    case .commandBefore:
      replay.seek(to: commands.last { $0.time < replay.time }?.time ?? .min)
    case .nextCommand:
      replay.seek(to: commands.first { $0.time > replay.time }?.time ?? .max)
    case .start: replay.seek(to: .min)
    case .end: replay.seek(to: .max)
    }
    plan()
  }

  private func draw() throws {
    let own = terminal.size
    let frame = replay.frame
    if let shown, shown.rows != frame.rows || shown.columns != frame.columns {
      try terminal.write("\u{1b}[2J")
      self.shown = nil
    }
    let rows = min(frame.rows, max(1, own.rows - 1))
    var bytes = Array("\u{1b}[?25l".utf8)
    let status = VisibleText(statusText(frame, own), cells: max(1, own.columns - 1))
    // While nothing changes nothing is written.
    guard frame != shown || status.text != shownStatus else { return }
    if frame != shown { bytes += frame.render(after: shown, within: (rows, own.columns)) }
    let isCursorInside = frame.cursor.row < rows && frame.cursor.column < own.columns
    // Below all, in the last row, where nothing of what was recorded can be.
    bytes += Array("\u{1b}[\(own.rows);1H\u{1b}[0;7m".utf8)
    let padding = String(repeating: " ", count: max(0, own.columns - 1 - status.width))
    bytes += Array("\(status.text)\(padding)\u{1b}[0m".utf8)
    if isCursorInside {
      bytes += Array("\u{1b}[\(frame.cursor.row + 1);\(frame.cursor.column + 1)H".utf8)
      if frame.cursor.isVisible { bytes += Array("\u{1b}[?25h".utf8) }
    }
    shown = frame
    shownStatus = status.text
    try terminal.write(bytes)
  }

  private func statusText(_ frame: Frame, _ own: TerminalExtent) -> String {
    let end = replay.recording.chunks.last?.time ?? replay.time
    let start = replay.recording.chunks.first?.time ?? replay.time
    var parts = [
      replay.isAtEnd
        ? "END"
        : isPaused ? "PAUSED" : "\(speed == speed.rounded() ? "\(Int(speed))" : "\(speed)")x",
      TimeText(digits: 1).text(replay.time),
      "\(AmountText.duration(replay.time - start)) of \(AmountText.duration(end - start))",
    ]
    if replay.missing > 0 { parts.append("… \(AmountText.bytes(replay.missing)) not kept") }
    if frame.rows > own.rows - 1 || frame.columns > own.columns {
      parts.append(
        "recorded \(frame.columns)x\(frame.rows), room for \(own.columns)x\(own.rows - 1)")
    }
    parts.append(replay.recording.session.name)
    if let command = commands.last(where: { $0.time <= replay.time }) {
      parts.append("$ \(command.text)")
    }
    return " " + parts.joined(separator: "  ")
  }
}
