import ArgumentParser
import Glibc
import History
import Terminal

/// `lookback tty replay`: plays what a terminal showed.
struct TTYReplay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Plays what a terminal showed, as it was shown.",
    discussion: """
      Keys: space pauses and goes on, left and right go 5 seconds back and forth, up and down change the speed, [ and ] \
      go to the command before and the next one, . takes a step, 0 and G go to the beginning and the end, q ends it. Where \
      standard output is no terminal, the screen is printed as text at each moment at which it stood still for a second.
      """)

  @Argument(help: ArgumentHelp("The session, such as pts/3:4711.", valueName: "session"))
  var session: String

  @Option(
    help: ArgumentHelp(
      "The directory of the history; by default that of the configuration.", valueName: "path"))
  var history: String?

  @Option(help: ArgumentHelp("How many times faster.", valueName: "factor"))
  var speed = 1.0

  @Option(
    help: ArgumentHelp(
      "Where to begin: a time, or a command by its number in `tty show --commands`, such as 'command 3'.",
      valueName: "place"))
  var from: String?

  @Option(help: ArgumentHelp("No pause is longer.", valueName: "seconds"))
  var maxIdle: Double?

  func validate() throws {
    guard speed >= 0.01, speed <= 1000 else {
      throw ValidationError("--speed takes a number from 0.01 to 1000")
    }
    if let maxIdle, !(maxIdle > 0) { throw ValidationError("--max-idle takes a number above 0") }
    if let from, try commandNumber == nil { _ = try givenTime(from, "--from") }
  }

  private var commandNumber: Int? {
    get throws {
      guard let from, from.hasPrefix("command") else { return nil }
      let text = from.dropFirst("command".count).drop { $0 == " " }
      guard let number = Int(text), number > 0 else {
        throw ValidationError("--from: '\(from)' has no number from 1 on")
      }
      return number
    }
  }

  func run() throws {
    let history = try HistoryOptions.open(self.history)
    // A place in time says which of several sessions of a name is meant.
    let earliest = try commandNumber == nil ? from.map { try givenTime($0, "--from") } : nil
    let recording = try terminalRecording(session, in: history, (earliest ?? .min)...(.max))
    var replay = TerminalReplay(recording)
    if let place = try place(in: recording) { replay.seek(to: place) }
    // Before it, where it is seen.
    try tellWhatIsMissing(of: recording.session.times, in: history, recording.problems)
    if isatty(STDOUT_FILENO) != 0 {
      try ReplayScreen(replay, speed: speed, maxIdle: maxIdle).run()
    } else {
      try Self.print(replay)
    }
  }

  private func place(in recording: TerminalRecording) throws -> Int64? {
    guard let from else { return nil }
    guard let number = try commandNumber else { return try givenTime(from, "--from") }
    let commands = recording.commands
    guard number <= commands.count else {
      throw Failure("the session has \(commands.count) commands, and no command \(number)")
    }
    return commands[number - 1].time
  }

  /// Frames as text.
  private static func print(_ replay: TerminalReplay) throws {
    var replay = replay
    let output = OutputWriter(usesPager: false)
    do {
      while !replay.isAtEnd {
        replay.step()
        let isStill = replay.nextTime.map { $0 - replay.time >= 1_000_000_000 } ?? true
        guard isStill || replay.missing > 0 else { continue }
        let missing =
          replay.missing > 0 ? " … \(AmountText.bytes(replay.missing)) not kept" : ""
        try output.write(
          "--- \(TimeText().text(replay.time)) \(replay.size.columns)x\(replay.size.rows)\(missing)\n"
            + replay.frame.text + "\n")
      }
      try output.finish()
    } catch is OutputClosed {
      return
    }
  }
}
