import Events
import Filters

/// Goes through what happened at terminals, session by session, in the order of time.
final class TerminalWalk {
  private(set) var groups = TerminalGroups()
  private let event = TerminalEventReader()

  /// Goes through the events of a history.
  ///
  /// - Parameters:
  ///   - history: to be asked.
  ///   - times: nanoseconds since 1970.
  ///   - device: only this terminal; nil: all.
  ///   - body: gets each event with the index of its session; false: that is enough.
  /// - Returns: what could not be read.
  /// - Throws: what reading the history and the body throw.
  func run(
    _ history: History, _ times: ClosedRange<Int64>, device: String? = nil,
    _ body: (Int, EventKind, TerminalEventReader) throws -> Bool
  ) throws -> [History.Problem] {
    let condition = try device.map { device in try Self.condition(device) }
    return try history.forEach(
      EventSelection(times: times, kinds: TerminalEventReader.kinds, condition: condition)
    ) { line in
      try event.read(line)
      guard !event.device.isEmpty, device == nil || event.device == device,
        let index = groups.session(
          of: event, at: line.time, shows: line.kind.terminalSource != nil)
      else { return true }
      groups.note(event, at: line.time, in: index)
      return try body(index, line.kind, event)
    }
  }

  private static func condition(_ device: String) throws -> Filter {
    // Names of terminals have no quotes.
    try Filter("tty.device = '\(device.filter { $0 != "'" })'")
  }

  func update(_ index: Int, _ body: (inout TerminalSession) -> Void) { groups.update(index, body) }
}
