/// The sessions of terminals of which there is something in a history.
public struct TerminalSurvey {
  /// In the order in which they began.
  public let sessions: [TerminalSession]
  /// What could not be read.
  public let problems: [History.Problem]

  /// Looks for them.
  ///
  /// - Parameters:
  ///   - history: to be asked.
  ///   - times: nanoseconds since 1970; of a session that began before, only what was then counts.
  /// - Throws: what reading the history throws.
  public init(_ history: History, times: ClosedRange<Int64> = .min ... .max) throws {
    let walk = TerminalWalk()
    var players: [Int: TerminalPlayer] = [:]
    var written: Set<Int> = []
    problems = try walk.run(history, times) { index, kind, event in
      guard let source = kind.terminalSource else { return true }
      // What was written is what was shown only where nobody reads the other side.
      if source == .output, written.contains(index) || players[index] == nil {
        written.remove(index)
        players[index] = nil
        walk.update(index) {
          $0.source = .output
          ($0.bytes, $0.missing, $0.commands) = (0, 0, 0)
        }
      } else if source == .write {
        guard players[index] == nil || written.contains(index) else { return true }
        written.insert(index)
      }
      let counts = event.counts
      let chunk = event.chunk(source)
      var player = players[index] ?? TerminalPlayer(chunk.size ?? .standard)
      players[index] = nil
      let commands = player.show(chunk).count
      players[index] = player
      walk.update(index) {
        $0.bytes += counts.bytes
        $0.missing += counts.missing
        $0.commands += commands
      }
      return true
    }
    sessions = walk.groups.sessions
  }

  /// The sessions that somebody can mean by a text; see ``TerminalSession/isMeant(by:)``.
  ///
  /// A whole name wins over the name of a terminal alone.
  public func sessions(meantBy text: String) -> [TerminalSession] {
    let meant = sessions.filter { $0.isMeant(by: text) }
    let named = meant.filter { $0.name == text }
    return named.isEmpty ? meant : named
  }
}
