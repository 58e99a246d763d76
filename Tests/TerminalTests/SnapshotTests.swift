import TestSupport
import Testing

@testable import Terminal

/// Screens that go on where others stopped.
@Suite struct SnapshotTests {
  private static func check(_ bytes: [UInt8], rows: Int, columns: Int) throws -> Bool {
    var whole = Screen(rows: rows, columns: columns, historyLimit: 3)
    whole.feed(bytes)
    let expected = whole.encode()
    let frame = Frame(whole)
    var screen = Screen(rows: rows, columns: columns, historyLimit: 3)
    for place in 0...bytes.count {
      let snapshot = screen.encode()
      var resumed = try Screen(decoding: snapshot)
      guard resumed.encode() == snapshot, resumed.invariantProblem == nil,
        Frame(resumed) == Frame(screen)
      else { return false }
      resumed.feed(bytes.span.extracting(place..<bytes.count))
      guard resumed.encode() == expected, Frame(resumed) == frame else { return false }
      if place < bytes.count { screen.feed([bytes[place]]) }
    }
    return true
  }

  @Test("A screen from a snapshot goes on the same, at every byte of sessions", arguments: 0..<3)
  func sessions(_ number: Int) throws {
    #expect(try Self.check(Streams.samples[number], rows: 4, columns: 20))
    #expect(try Self.check(Streams.samples[number], rows: 24, columns: 80))
  }

  @Test("And of random streams")
  func random() throws {
    var generator = Generator(seed: 8000)
    for number in 0..<400 {
      let bytes = Streams.random(&generator, count: 60)
      guard try !Self.check(bytes, rows: 1 + number % 5, columns: 1 + number % 13) else { continue }
      Issue.record("\(bytes)")
      return
    }
  }

  @Test("A cut snapshot is an error")
  func cut() throws {
    var screen = Screen(rows: 4, columns: 20, historyLimit: 3)
    for sample in Streams.samples.dropLast() { screen.feed(sample) }
    let snapshot = screen.encode()
    for count in 0..<snapshot.count {
      #expect(throws: SnapshotError.self) { try Screen(decoding: Array(snapshot.prefix(count))) }
    }
    #expect(throws: SnapshotError(reason: "something follows it", offset: snapshot.count)) {
      try Screen(decoding: snapshot + [0])
    }
    #expect(throws: SnapshotError.self) { try Screen(decoding: [0x4c, 0x42, 0x53, 2]) }
  }

  @Test("A snapshot with bytes wrong is an error or a whole screen")
  func mutated() {
    var generator = Generator(seed: 8100)
    var snapshots: [[UInt8]] = []
    for sample in Streams.samples {
      var screen = Screen(rows: 4, columns: 20, historyLimit: 3)
      for byte in sample {
        screen.feed([byte])
        snapshots.append(screen.encode())
      }
    }
    var accepted = 0
    for number in 0..<30_000 {
      var bytes = snapshots[number % snapshots.count]
      if number % 2 == 0 {
        bytes = generator.mutated(bytes)
      } else {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      guard var screen = try? Screen(decoding: bytes) else { continue }
      accepted += 1
      if let problem = screen.invariantProblem {
        Issue.record("\(problem): \(bytes)")
        return
      }
      screen.feed(Streams.random(&generator, count: 40))
      screen.resize(rows: 3, columns: 7)
      _ = screen.takeEvents()
      _ = Frame(screen).render()
      if let problem = screen.invariantProblem {
        Issue.record("later, \(problem): \(bytes)")
        return
      }
      if (try? Screen(decoding: screen.encode())) == nil {
        Issue.record("its own snapshot is none: \(bytes)")
        return
      }
    }
    #expect(accepted > 100 && accepted < 30_000)
  }

  @Test("A snapshot is small")
  func size() {
    var screen = Screen(rows: 24, columns: 80)
    #expect(screen.encode().count < 400)
    for row in 1...24 {
      screen.read("^[[\(row);1H^[[3\(row % 8)m" + String(repeating: "ab ", count: 26))
    }
    #expect(screen.encode().count < 24 * 100)
  }
}
