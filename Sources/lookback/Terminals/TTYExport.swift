import ArgumentParser
import Glibc
import History
import SystemPackage

/// `lookback tty export`: a recording for players.
struct TTYExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a session for players such as asciinema, with its commands as markers.",
    discussion: """
      What players get is drawn anew from the emulator's screen: characters, colours and cursor movements, and nothing \
      else of what was recorded. --raw gives the recorded bytes, which are hostile: a player sends them to the \
      terminal that it runs in.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case two = "asciicast-v2"
    case three = "asciicast-v3"
  }

  @OptionGroup var terminal: TerminalOptions

  @Option(help: "The format of the file.")
  var format = Format.two

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Where to; standard output by default.", valueName: "file"))
  var output: String?

  @Flag(help: "The recorded bytes as they are; hostile.")
  var raw = false

  func run() throws {
    let history = try terminal.options.open()
    let recording = try terminal.recording(in: history)
    if raw {
      try standardError(
        "lookback: warning: these are the recorded bytes: what they do to a terminal, a player has done\n"
      )
    }
    signal(SIGPIPE, SIG_IGN)
    var bytes: [UInt8] = []
    let file = try open()
    func flush() throws {
      do { try file.writeAll(bytes) } catch Errno.brokenPipe { throw OutputClosed() }
      bytes.removeAll(keepingCapacity: true)
    }
    do {
      var cast = Asciicast(format == .two ? .two : .three, isRaw: raw)
      try cast.write(recording) { line in
        bytes += line.utf8
        if bytes.count >= 1 << 16 { try flush() }
      }
      try flush()
    } catch is OutputClosed {
      return
    } catch let error as Errno {
      throw Failure("\(output ?? "standard output") cannot be written: \(error)")
    }
    if output != nil { try file.close() }
    try tellWhatIsMissing(of: recording.session.times, in: history, recording.problems)
  }

  private func open() throws -> FileDescriptor {
    guard let output else { return .standardOutput }
    do {
      // What somebody saw is for who may read the history.
      return try FileDescriptor.open(
        output, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: .ownerReadWrite)
    } catch let error as Errno {
      throw Failure("\(output) cannot be made: \(error)")
    }
  }
}
