import Events
import TestSupport
import Testing

@testable import History

/// What is told of recorded terminals.
@Suite struct TerminalHistoryTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/history" }

  init() throws {
    folder = try ScratchFolder()
  }

  private func recording(
    _ lines: TerminalLines, _ name: String = "pts/3"
  ) throws -> TerminalRecording {
    try lines.store(in: path)
    let history = try History(path)
    let survey = try TerminalSurvey(history)
    let session = try #require(survey.sessions(meantBy: name).first)
    return try TerminalRecording(session, in: history)
  }

  private func parts(_ recording: TerminalRecording) -> [TerminalTranscript.Part] {
    var parts: [TerminalTranscript.Part] = []
    TerminalTranscript.forEach(recording) { parts.append($0) }
    return parts
  }

  @Test("Sessions are told apart by terminal and leader; who, from where, how much")
  func sessions() throws {
    var lines = TerminalLines()
    // Before there is a session nothing is shown.
    lines.add(.ttyWinsize, at: 0, session: nil)
    lines.add(.ttyWrite, Array("$ ".utf8), at: 5, pid: 4711, size: (0, 0))
    lines.show("$ ", at: 10)
    lines.show("other", at: 20, device: "pts/4", session: 5000)
    lines.add(.ttyWrite, Array("# ".utf8), at: 30, pid: 4800, users: ["carol", "root"])
    lines.add(.ttyOutput, Array("# ".utf8), at: 40, cut: 7)
    // The leader has gone, and what it wrote last is read.
    lines.show("bye", at: 50, session: nil)
    // The same terminal, another time.
    lines.show("again", at: 60, session: 6000)
    // A console: there is no master.
    lines.add(.ttyWrite, Array("boot\nlogin: ".utf8), at: 70, device: "ttyS0", session: nil)
    try lines.store(in: path)
    let survey = try TerminalSurvey(try History(path))
    #expect(survey.sessions.map(\.name) == ["pts/3:4711", "pts/4:5000", "pts/3:6000", "ttyS0"])
    let first = survey.sessions[0]
    #expect(first.times == TerminalLines.time(5)...TerminalLines.time(50))
    #expect(first.users == ["carol", "root"])
    #expect([first.entry, first.address] == ["ssh", "192.0.2.7"])
    #expect((first.bytes, first.missing) == (14, 7))
    #expect(first.source == .output)
    #expect((first.rows, first.columns) == (24, 80))
    #expect(first.leaderID == "1a2b3c4d-4711-abc")
    #expect(survey.sessions(meantBy: "4711").map(\.name) == ["pts/3:4711"])
    #expect(survey.sessions(meantBy: "1a2b3c4d-4800-abc").map(\.name) == ["pts/3:4711"])
    #expect(survey.sessions(meantBy: "pts/3").count == 2)
    let console = try TerminalRecording(survey.sessions[3], in: try History(path))
    #expect(console.session.source == .write)
    #expect(console.chunks.map(\.bytes) == [Array("boot\r\nlogin: ".utf8)])
    let again = try TerminalRecording(survey.sessions[2], in: try History(path))
    #expect(again.chunks.map(\.bytes) == [Array("again".utf8)])
  }

  @Test("Commands and lines are as they were shown, edits resolved, with the time of each")
  func lines() throws {
    var lines = TerminalLines()
    lines.show("\u{1b}[?2004h$ ", at: 0)
    lines.show("lz", at: 100)
    lines.show("\u{8} \u{8}s", at: 200)
    lines.show("\r\n\u{1b}[?2004l\r", at: 300)
    lines.show("file\r\n", at: 400)
    // A prompt that comes in two pieces.
    lines.show("\u{1b}[?2004h", at: 500)
    lines.show("bob$ ", at: 501)
    lines.show("vi\r\n\u{1b}[?2004l\r", at: 600)
    lines.show("\u{1b}[?1049h~\r\n~\u{1b}[?1049l", at: 700)
    lines.add(.ttyOutput, Array("\u{1b}]2;half".utf8), at: 800, cut: 500)
    lines.show("rest", at: 900)
    let recording = try recording(lines)
    #expect(recording.commands.map(\.text) == ["ls", "vi"])
    #expect(recording.commands.map(\.time) == [TerminalLines.time(300), TerminalLines.time(600)])
    let told = parts(recording)
    let time = TerminalLines.time
    #expect(
      told.filter { if case .line(_, _, true, _) = $0 { false } else { true } } == [
        .line("$ ls", time: time(200), isAlternate: false, isFinal: true),
        .line("file", time: time(400), isAlternate: false, isFinal: true),
        .line("bob$ vi", time: time(600), isAlternate: false, isFinal: true),
        .missing(500, time: time(800)),
        .line("rest", time: time(900), isAlternate: false, isFinal: true),
      ])
    #expect(told.contains(.line("~", time: time(700), isAlternate: true, isFinal: true)))
  }

  @Test("The screen after a seek is the one of playing up to there")
  func seek() throws {
    var lines = TerminalLines()
    for number in 0..<60 {
      lines.show(
        "line \(number)\r\n\u{1b}[3\(number % 8)m", at: Int64(number) * 100,
        size: number < 30 ? (24, 80) : (10, 40))
    }
    let recording = try recording(lines)
    var replay = TerminalReplay(recording, checkpointBytes: 50)
    var frames = [replay.frame]
    while !replay.isAtEnd {
      replay.step()
      frames.append(replay.frame)
    }
    #expect(replay.size == TerminalSize(rows: 10, columns: 40))
    for number in [59, 3, 31, 30, 29, 58, 0, 44] {
      let time = TerminalLines.time(Int64(number) * 100 + 50)
      replay.seek(to: time)
      #expect(replay.position == number + 1)
      #expect(replay.frame == frames[number + 1], "\(number)")
      #expect(recording.screen(at: time).frame == frames[number + 1])
    }
    replay.seek(to: .min)
    #expect(replay.position == 0 && replay.frame == frames[0])
  }

  @Test("Nothing of a recording but cells comes out of an export, unless its bytes are asked for")
  func export() throws {
    var lines = TerminalLines()
    let hostile =
      "\u{1b}]52;c;QUJD\u{7}\u{1b}[6n\u{1b}]0;evil\u{7}\u{1b}P+q544e\u{1b}\\\u{1b}[?1003h"
      + "\u{1b}]8;;http://evil\u{7}"
    lines.show("\u{1b}[?2004h$ ", at: 0)
    lines.show("ls\r\n\u{1b}[?2004l", at: 1500)
    // A character in two pieces.
    lines.add(.ttyOutput, Array(hostile.utf8) + [0xc3], at: 2000)
    lines.add(.ttyOutput, [0xa4], at: 2250, size: (30, 100))
    let recording = try recording(lines)
    var drawn: [String] = []
    var cast = Asciicast(.two)
    try cast.write(recording) { drawn.append($0) }
    #expect(
      drawn.first
        == "{\"version\":2,\"width\":80,\"height\":24,\"timestamp\":1795341600,\"title\":\"pts/3:4711\"}\n"
    )
    #expect(drawn.contains("[1.500000,\"m\",\"ls\"]\n"))
    #expect(drawn.contains("[2.250000,\"r\",\"100x30\"]\n"))
    for line in drawn.dropFirst() where line.contains(",\"o\",") {
      let rest = line.replacing(/\\u001b\[[0-9;]*[HmK]|\\u001b\[\?25[hl]/, with: "")
      #expect(!rest.contains("\\u"), "\(line)")
    }
    #expect(drawn.contains { $0.contains("ä") })
    var raw: [String] = []
    var rawCast = Asciicast(.three, isRaw: true)
    try rawCast.write(recording) { raw.append($0) }
    #expect(raw[0].hasPrefix("{\"version\":3,\"term\":{\"cols\":80,\"rows\":24},"))
    #expect(
      raw.contains { $0.hasPrefix("[0.500000,\"o\",") && $0.contains("\\u001b]52;c;QUJD\\u0007") })
    #expect(raw.contains("[0.000000,\"o\",\"ä\"]\n"))
  }
}
