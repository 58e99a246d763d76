import ArgumentParser
import History
import Terminal

/// `lookback tty show`: what a terminal showed, as text.
struct TTYShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract:
      "Prints what a terminal showed, line by line with edits resolved, or its screen at a moment.")

  @OptionGroup var terminal: TerminalOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The screen as it was at a moment.", valueName: "time"))
  var at: String?

  @Flag(help: "Only the commands that were entered, with their times.")
  var commands = false

  @Flag(help: "What editors and pagers showed as well, and what was replaced in its line.")
  var all = false

  func validate() throws {
    if let at { _ = try givenTime(at, "--at") }
    if at != nil, commands { throw ValidationError("--at and --commands exclude each other") }
  }

  func run() throws {
    let history = try terminal.options.open()
    let recording = try terminal.recording(in: history)
    let times = try terminal.options.times
    let at = try at.map { try givenTime($0, "--at") }
    try OutputWriter.run(output) { writer in
      if let at {
        try writer.write(recording.screen(at: at).frame.text + "\n")
      } else if commands {
        let time = TimeText()
        for command in recording.commands where times.contains(command.time) {
          let text = VisibleText(command.text).text
          try writer.write("\(time.text(command.time))  \(command.isCut ? "…" : "")\(text)\n")
        }
      } else {
        try lines(of: recording, in: times, writer)
      }
    }
    try tellWhatIsMissing(
      of: recording.session.times.clamped(to: times), in: history, recording.problems)
  }

  private func lines(
    of recording: TerminalRecording, in times: ClosedRange<Int64>, _ writer: OutputWriter
  ) throws {
    let color = writer.traits.hasColor
    func mark(_ text: String) throws {
      try writer.write(TextStyle.dim.applied(to: "… \(text)", hasColor: color) + "\n")
    }
    var isHidden = false
    try TerminalTranscript.forEach(recording) { part in
      guard times.contains(part.time) else { return }
      switch part {
      case .line(_, _, isAlternate: true, _) where !all:
        if !isHidden { try mark("a program took the whole screen: tty replay or --all") }
        isHidden = true
      case .line(_, _, _, isFinal: false) where !all: break
      case .line(let text, _, _, _):
        isHidden = false
        try writer.write(VisibleText(text).text + "\n")
      case .missing(let bytes, _): try mark("\(AmountText.bytes(bytes)) not kept")
      }
    }
  }
}
