/// Knows what lines shells were given on terminals: those of the recording of what a terminal showed.
///
/// A command that is part of the shell, such as `cd`, is no program and has no event of its own.
public protocol TypedLines {
  /// The lines that were entered at a terminal.
  ///
  /// - Parameters:
  ///   - terminal: as `process.tty` has it.
  ///   - times: nanoseconds since 1970.
  /// - Returns: them, in the order of time.
  /// - Throws: ``HistoryError``.
  func lines(at terminal: String, in times: ClosedRange<Int64>) throws -> [TypedLine]
}

/// A line that somebody entered at a prompt.
public struct TypedLine: Sendable, Equatable {
  /// As the terminal showed it.
  public var text: String
  /// When it was entered.
  public var time: Int64
  /// What shows it.
  public var event: EventReference

  /// Puts it together.
  public init(text: String, time: Int64, event: EventReference) {
    self.text = text
    self.time = time
    self.event = event
  }
}

extension SessionStory {
  /// How soon after a line was entered its program runs.
  private static let pause: Int64 = 1_000_000_000

  /// Says of what a shell did itself what was typed for it, and adds lines that no event tells of.
  mutating func add(_ lines: [TypedLine]) {
    for (number, line) in lines.enumerated() {
      let next = number + 1 < lines.count ? lines[number + 1].time : .max
      let end = min(next, line.time + Self.pause)
      let caused = entries.indices.filter {
        line.time <= entries[$0].time && entries[$0].time < end
      }
      // A program that was run for it says itself what it is.
      if caused.contains(where: { entries[$0].sort == .command }) { continue }
      if let index = caused.first(where: { entries[$0].sort == .builtin }) {
        entries[index].text = line.text
        entries[index].events.append(line.event)
        continue
      }
      let place = entries.firstIndex { $0.time > line.time } ?? entries.count
      let before = entries[..<place].last { $0.sort == .command || $0.sort == .builtin }
      entries.insert(
        TimelineEntry(
          sort: .builtin, time: line.time, depth: before?.depth ?? 0, text: line.text,
          user: before?.user ?? person.name, events: [line.event]), at: place)
    }
  }
}
