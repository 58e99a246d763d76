import Foundation
import SystemPackage
import Testing

@testable import lookback

/// Where output goes, on terminals that are the test's own.
@Suite struct OutputWriterTests {
  private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  /// Runs something with the name of a file that goes with it.
  private func withFile(_ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "lookback-\(UUID())")
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path())
  }

  @Test("What a terminal is, and what a pipe is")
  func traits() throws {
    let terminal = try Terminal(columns: 123)
    func traits(_ choice: ColorChoice, _ environment: [String: String]) -> OutputTraits {
      OutputTraits(of: terminal.output.rawValue, color: choice, environment: environment)
    }
    #expect(traits(.auto, [:]) == OutputTraits(isTerminal: true, width: 123, hasColor: true))
    #expect(!traits(.never, [:]).hasColor)
    for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
      #expect(!traits(.auto, environment).hasColor)
      #expect(traits(.always, environment).hasColor)
    }
    #expect(traits(.auto, ["NO_COLOR": ""]).hasColor)

    let pipe = try FileDescriptor.pipe()
    defer {
      try? pipe.readEnd.close()
      try? pipe.writeEnd.close()
    }
    let environment = ["COLUMNS": "33"]
    #expect(
      OutputTraits(of: pipe.writeEnd.rawValue, color: .auto, environment: environment)
        == OutputTraits(isTerminal: false, width: 33, hasColor: false))
    #expect(OutputTraits(of: pipe.writeEnd.rawValue, color: .always, environment: [:]).hasColor)
  }

  @Test("A pipe gets all of it and no pager")
  func pipe() throws {
    let pipe = try FileDescriptor.pipe()
    let writer = OutputWriter(
      to: pipe.writeEnd, environment: ["PAGER": "false"])
    for number in 0..<1000 { try writer.write("\(number)\n") }
    #expect(!writer.isReaderGone)
    try writer.finish()
    try pipe.writeEnd.close()
    let file = FileHandle(fileDescriptor: pipe.readEnd.rawValue, closeOnDealloc: true)
    let text = String(decoding: file.readDataToEndOfFile(), as: UTF8.self)
    #expect(text == (0..<1000).map { "\($0)\n" }.joined())
  }

  @Test("That nobody reads on is told as that")
  func closed() throws {
    let pipe = try FileDescriptor.pipe()
    defer { try? pipe.writeEnd.close() }
    let writer = OutputWriter(to: pipe.writeEnd, environment: [:])
    try pipe.readEnd.close()
    #expect(writer.isReaderGone)
    try writer.write("x")
    #expect(throws: OutputClosed.self) { try writer.finish() }
  }

  @Test("On a terminal the pager gets it, with the variables that it is to have")
  func pager() throws {
    let terminal = try Terminal(columns: 80)
    try withFile { file in
      let writer = OutputWriter(
        to: terminal.output,
        environment: [
          "PAGER": "{ echo \"$LESS $X\"; cat; } > '\(file)'", "X": "y", "PATH": Self.path,
        ])
      try writer.write("one\n")
      try writer.flush()
      try writer.write("two\n")
      try writer.finish()
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "FRX y\none\ntwo\n")
      #expect(try terminal.text() == "")
    }
  }

  @Test("Without a pager the terminal gets it", arguments: ["", "cat", "no"])
  func noPager(_ pager: String) throws {
    let terminal = try Terminal(columns: 80)
    let writer = OutputWriter(
      usesPager: pager != "no", to: terminal.output,
      environment: ["PAGER": pager == "no" ? "false" : pager, "PATH": Self.path])
    try writer.write("one\n")
    try writer.finish()
    #expect(try terminal.text() == "one\n")
  }

  @Test("A pager that shows on the terminal, with words")
  func words() throws {
    let terminal = try Terminal(columns: 80)
    let writer = OutputWriter(
      to: terminal.output,
      environment: ["PAGER": "head -n 1", "PATH": Self.path])
    try writer.write("one\ntwo\n")
    try writer.finish()
    #expect(try terminal.text() == "one\n")
  }

  @Test("A pager that is left early ends the writing, quietly")
  func left() throws {
    let terminal = try Terminal(columns: 80)
    let writer = OutputWriter(
      to: terminal.output, environment: ["PAGER": "true", "PATH": Self.path])
    let deadline = ContinuousClock.now + .seconds(60)
    #expect(throws: OutputClosed.self) {
      while ContinuousClock.now < deadline {
        try writer.write("text\n")
        try writer.flush()
      }
    }
    #expect(writer.isReaderGone)
    // It has ended, and is waited for.
    try writer.finish()
  }

  @Test("One that is not there is no reason not to show anything")
  func missing() throws {
    let terminal = try Terminal(columns: 80)
    let writer = OutputWriter(
      to: terminal.output, environment: ["PAGER": "/no/such -x"])
    try writer.write("one\n")
    try writer.finish()
    #expect(try terminal.text() == "one\n")

    let other = OutputWriter(
      to: terminal.output,
      environment: ["PAGER": "/no/such | cat >&2; exit 127", "PATH": Self.path])
    try other.write("x\n")
    let failure = try #require(throws: Failure.self) { try other.finish() }
    #expect(failure.description.contains("--no-pager"))
  }

  @Test("Progress is shown after a second, on a terminal, and taken away")
  func progress() throws {
    let terminal = try Terminal(columns: 60)
    var now: UInt64 = 0
    let bar = ProgressBar(
      "reading", total: 200, on: terminal.output, environment: [:], clock: { now })
    bar.update(10)
    now = 999_999_999
    bar.update(20)
    bar.clear()
    #expect(try terminal.text() == "")
    now = 2_000_000_000
    bar.update(50)
    #expect(
      try terminal.text() == "\rreading [######..................] 25 %, 6 s left\u{1b}[K")
    now += 50_000_000
    bar.update(60)
    #expect(try terminal.text() == "")
    now += 50_000_000
    bar.update(500)
    #expect(try terminal.text() == "\rreading [########################] 100 %\u{1b}[K")
    bar.clear()
    bar.clear()
    #expect(try terminal.text() == "\r\u{1b}[K")

    let dumb = ProgressBar(
      "reading", total: 2, on: terminal.output, environment: ["TERM": "dumb"], clock: { now })
    now += 5_000_000_000
    dumb.update(1)
    #expect(try terminal.text() == "")

    let narrow = try Terminal(columns: 12)
    let long = ProgressBar(
      "reading\u{1b}", total: 0, on: narrow.output, environment: [:], clock: { now })
    now += 5_000_000_000
    long.update(1)
    #expect(try narrow.text() == "\rreading…\u{1b}[K")
  }

  @Test("Progress is taken away before the first text")
  func progressFirst() throws {
    let terminal = try Terminal(columns: 60)
    var now: UInt64 = 0
    let bar = ProgressBar(
      "reading", total: 0, on: terminal.output, environment: [:], clock: { now })
    let writer = OutputWriter(
      usesPager: false, to: terminal.output, environment: [:])
    writer.progress = bar
    now = 2_000_000_000
    bar.update(7)
    try writer.write("one\n")
    try writer.finish()
    #expect(try terminal.text() == "\rreading: 7\u{1b}[K\r\u{1b}[Kone\n")
  }
}
