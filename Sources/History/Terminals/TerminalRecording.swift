/// All that is kept of what one session of a terminal showed.
public struct TerminalRecording: Sendable {
  /// Whose it is.
  public let session: TerminalSession
  /// In the order of time.
  public let chunks: [TerminalChunk]
  /// What could not be read.
  public let problems: [History.Problem]

  /// Reads it.
  ///
  /// - Parameters:
  ///   - session: of a survey over all times of the history.
  ///   - history: that was surveyed.
  /// - Throws: what reading the history throws.
  public init(_ session: TerminalSession, in history: History) throws {
    self.session = session
    var chunks: [TerminalChunk] = []
    let walk = TerminalWalk()
    // Sessions of the same terminal that came before tell which one this is.
    problems = try walk.run(history, .min...session.times.upperBound, device: session.device) {
      index, kind, event in
      let found = walk.groups.sessions[index]
      guard found.boot == session.boot, found.leader == session.leader || found.leader == nil,
        found.times.lowerBound == session.times.lowerBound, kind.terminalSource == session.source
      else { return true }
      chunks.append(event.chunk(session.source))
      return true
    }
    self.chunks = chunks
  }

  /// Puts it together.
  public init(_ session: TerminalSession, chunks: [TerminalChunk]) {
    self.session = session
    self.chunks = chunks
    problems = []
  }

  /// The size at the beginning.
  public var size: TerminalSize { chunks.lazy.compactMap(\.size).first ?? .standard }

  /// What the screen showed at a moment.
  public func screen(at time: Int64) -> TerminalPlayer {
    var player = TerminalPlayer(size)
    for chunk in chunks {
      guard chunk.time <= time else { break }
      player.show(chunk)
    }
    return player
  }

  /// The commands that were entered.
  public var commands: [TerminalCommand] {
    var player = TerminalPlayer(size)
    return chunks.flatMap { player.show($0) }
  }
}
