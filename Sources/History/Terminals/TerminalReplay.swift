public import Terminal

/// A recording that is played: what its screen shows at any place of it.
public struct TerminalReplay: Sendable {
  /// What is played.
  public let recording: TerminalRecording
  /// How many pieces have been shown.
  public private(set) var position = 0
  private var player: TerminalPlayer
  /// Screens on the way, from which to go on after a seek.
  private var checkpoints: [(position: Int, screen: [UInt8], time: Int64?)] = []
  private var bytesSinceCheckpoint = 0
  private let checkpointBytes: Int

  /// Begins.
  ///
  /// - Parameters:
  ///   - recording: is played.
  ///   - checkpointBytes: so many bytes are at most shown anew after a seek, and a piece more.
  public init(_ recording: TerminalRecording, checkpointBytes: Int = 256 << 10) {
    self.recording = recording
    self.checkpointBytes = checkpointBytes
    player = TerminalPlayer(recording.size)
  }

  /// What the screen shows.
  public var frame: Frame { player.frame }
  /// The recorded terminal's size by now.
  public var size: TerminalSize {
    TerminalSize(rows: player.screen.rows, columns: player.screen.columns)
  }
  /// The moment of the last piece, nanoseconds since 1970; before the first one, its.
  public var time: Int64 {
    player.time ?? recording.chunks.first?.time ?? recording.session.times.lowerBound
  }
  /// The moment of the next piece; nil: there is none.
  public var nextTime: Int64? { isAtEnd ? nil : recording.chunks[position].time }
  /// Whether all was shown.
  public var isAtEnd: Bool { position >= recording.chunks.count }
  /// Bytes that are not kept of what came last.
  public var missing: Int64 { position == 0 ? 0 : recording.chunks[position - 1].missing }

  /// Shows the next piece.
  public mutating func step() {
    guard !isAtEnd else { return }
    player.show(recording.chunks[position])
    bytesSinceCheckpoint += recording.chunks[position].bytes.count
    position += 1
    guard bytesSinceCheckpoint >= checkpointBytes else { return }
    bytesSinceCheckpoint = 0
    if position > checkpoints.last?.position ?? 0 {
      checkpoints.append((position, player.screen.encode(), player.time))
    }
  }

  /// Goes to a moment: everything up to it is shown, and nothing else.
  public mutating func seek(to time: Int64) {
    let target = recording.chunks.firstIndex { $0.time > time } ?? recording.chunks.count
    if target < position { goBack(to: target) }
    while position < target { step() }
  }

  private mutating func goBack(to target: Int) {
    position = 0
    player = TerminalPlayer(recording.size)
    bytesSinceCheckpoint = 0
    for checkpoint in checkpoints.reversed() where checkpoint.position <= target {
      // Ours, just written: what cannot be read is not believed, and the beginning is always there.
      guard let screen = try? Screen(decoding: checkpoint.screen) else { continue }
      player = TerminalPlayer(screen, time: checkpoint.time)
      position = checkpoint.position
      return
    }
  }
}
