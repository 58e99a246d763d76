import Foundation
import TestSupport
import Testing

@testable import Terminal

/// Whatever the bytes: no trap, and the inside is whole.
@Suite struct HostileStreamTests {
  private static let sizes = [(1, 1), (2, 2), (3, 5), (5, 12), (1, 9), (9, 1), (24, 80)]

  @Test("A hundred thousand short random streams", arguments: 0..<4)
  func random(part: Int) {
    var generator = Generator(seed: 7000 + UInt64(part))
    for number in 0..<25_000 {
      let (rows, columns) = Self.sizes[number % (number % 50 == 0 ? 7 : 6)]
      var screen = Screen(rows: rows, columns: columns, historyLimit: number % 4)
      let bytes = Streams.random(&generator, count: Int.random(in: 1...60, using: &generator))
      screen.feed(bytes)
      if number % 8 == 0 {
        screen.resize(
          rows: Int.random(in: 0...8, using: &generator),
          columns: Int.random(in: 0...14, using: &generator))
        screen.feed(Streams.random(&generator, count: 20))
      }
      guard let problem = screen.invariantProblem else { continue }
      Issue.record("\(problem): \(rows)×\(columns) \(bytes)")
      return
    }
  }

  @Test("Long random streams")
  func long() {
    var generator = Generator(seed: 7100)
    for (rows, columns) in Self.sizes + [(60, 200)] {
      var screen = Screen(rows: rows, columns: columns, historyLimit: 50)
      for _ in 0..<20 {
        screen.feed(Streams.random(&generator, count: 2000))
        #expect(screen.invariantProblem == nil)
        _ = Frame(screen).render()
      }
    }
  }

  @Test("Sessions with some bytes wrong")
  func mutated() {
    var generator = Generator(seed: 7200)
    for number in 0..<20_000 {
      let bytes = generator.mutated(Streams.samples[number % Streams.samples.count])
      var screen = Screen(rows: 4, columns: 20, historyLimit: 3)
      screen.feed(bytes)
      guard let problem = screen.invariantProblem else { continue }
      Issue.record("\(problem): \(bytes)")
      return
    }
  }

  @Test(
    "What programs write, with some bytes wrong",
    .enabled(if: Python.program != nil, "there is no python3 on the PATH"))
  func mutatedSessions() throws {
    let recordings = try Recordings(term: "xterm-256color")
    var generator = Generator(seed: 7300)
    for (name, bytes) in recordings.sessions {
      for _ in 0..<20 {
        let mutated = (0..<20).reduce(bytes) { bytes, _ in generator.mutated(bytes) }
        var screen = Screen(rows: 24, columns: 80, historyLimit: 10)
        screen.feed(mutated)
        #expect(screen.invariantProblem == nil, "\(name)")
        var lines = TextLines(rows: 24, columns: 80)
        lines.feed(mutated.span) { _, _ in }
        lines.finish { _, _ in }
      }
    }
    try recordings.remove()
  }

  @Test("A stream shows the same, wherever it is split")
  func split() {
    var generator = Generator(seed: 7400)
    let streams = Streams.samples + (0..<300).map { _ in Streams.random(&generator, count: 80) }
    for bytes in streams {
      var whole = Screen(rows: 4, columns: 20, historyLimit: 2)
      whole.feed(bytes)
      let expected = whole.encode()
      let events = whole.takeEvents()
      for place in 0...bytes.count {
        var screen = Screen(rows: 4, columns: 20, historyLimit: 2)
        screen.feed(bytes.span.extracting(0..<place))
        screen.feed(bytes.span.extracting(place..<bytes.count))
        guard screen.encode() != expected || screen.takeEvents() != events else { continue }
        Issue.record("split at \(place): \(bytes)")
        return
      }
      var single = Screen(rows: 4, columns: 20, historyLimit: 2)
      for byte in bytes { single.feed([byte]) }
      #expect(single.encode() == expected)
    }
  }

  @Test("Strings without an end, events that nobody takes, marks without number")
  func bounds() {
    var screen = Screen(rows: 2, columns: 4)
    screen.feed(Array("\u{1b}]0;".utf8) + [UInt8](repeating: 0x61, count: ControlString.limit))
    #expect(screen.counters.stringsAbandoned == 1)
    #expect(screen.counters.stringBytes == UInt64(ControlString.limit) + 1)
    #expect(screen.title == "")
    screen.feed([UInt8](repeating: 0x07, count: Emulator.eventLimit + 5))
    #expect(screen.takeEvents().count == Emulator.eventLimit)
    #expect(screen.counters.eventsLost == 5)

    // Each character with other marks: what was on the screen once is forgotten.
    var marks = Screen(rows: 2, columns: 4)
    for number in 0..<60_000 {
      let mark = UnicodeScalar(0x300 + UInt32(number % 0x70)) ?? "x"
      let other = UnicodeScalar(0x300 + UInt32(number / 0x70 % 0x70)) ?? "x"
      let base = UnicodeScalar(0x4e00 + UInt32(number % 1000)) ?? "x"
      marks.feed(Array(String(String.UnicodeScalarView([base, mark, other])).utf8))
    }
    #expect(marks.emulator.clusters.count <= 4096)
    #expect(marks.invariantProblem == nil)
    #expect(Frame(marks).text.unicodeScalars.count > 6)
  }

  @Test("UTF-8 as the WHATWG decodes it")
  func utf8() {
    let samples: [([UInt8], String)] = [
      ([0xc0, 0xaf], "\u{fffd}\u{fffd}"), ([0xe0, 0x80, 0xaf], "\u{fffd}\u{fffd}\u{fffd}"),
      ([0xed, 0xa0, 0x80], "\u{fffd}\u{fffd}\u{fffd}"), ([0xf4, 0x90], "\u{fffd}\u{fffd}"),
      ([0xf0, 0x9f, 0x91, 0x41], "\u{fffd}A"), ([0xe6, 0xbc, 0xe6, 0xbc, 0xa2], "\u{fffd}漢"),
      ([0xff, 0x41], "\u{fffd}A"), ([0x80], "\u{fffd}"), ([0xc3, 0xa9], "é"),
      ([0xe2, 0x82, 0x0a, 0x41], "\u{fffd}\n A"), ([0xf0, 0x9f, 0x99, 0x82], "🙂"),
    ]
    for (bytes, expected) in samples {
      var screen = Screen(rows: 2, columns: 8)
      screen.feed(bytes)
      #expect(Frame(screen).text == expected, "\(bytes)")
    }
    // Against the standard library, which replaces the same way.
    var generator = Generator(seed: 7500)
    let leads: [UInt8] = [
      0xc3, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0xbf, 0x90, 0x9f, 0xa0, 0xe6, 0xff, 0x41,
    ]
    for _ in 0..<20_000 {
      let bytes = (0..<6).map { _ in leads.randomElement(using: &generator) ?? 0 }
      var decoder = UTF8Recorder()
      var parser = Parser()
      parser.feed(bytes.span, to: &decoder)
      // A character that has only begun is not yet wrong; nothing else follows.
      parser.feed([0x7f].span, to: &decoder)
      let expected = String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
      guard decoder.scalars != expected else { continue }
      Issue.record("\(bytes): \(decoder.scalars), not \(expected)")
      return
    }
  }
}

/// Takes down what is printed.
private struct UTF8Recorder: ControlReceiver {
  var scalars: [UInt32] = []
  var offset: UInt64 = 0

  mutating func print(ascii bytes: Span<UInt8>) {
    for index in bytes.indices { scalars.append(UInt32(bytes[index])) }
  }
  mutating func print(_ scalar: UInt32) { scalars.append(scalar) }
  mutating func printInvalid() { scalars.append(0xfffd) }
  mutating func returnCarriage() {}
  mutating func lineFeed() {}
  mutating func execute(_ control: UInt8) {}
  mutating func escape(intermediate: UInt8, final: UInt8) {}
  mutating func control(
    prefix: UInt8, intermediate: UInt8, final: UInt8, parameters: borrowing Parameters
  ) {}
  mutating func string(_ string: borrowing ControlString, end: ControlStringEnd) {}
  mutating func ignoredSequence() {}
}
