/// What has become of a sink; the numbers are those of `enum ev_sink_turn`.
public enum SinkTurn: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  /// It takes nothing for now, and is asked again and again.
  case lost
  /// It takes events again.
  case back
  /// It will take nothing more.
  case ended

  /// The name in events.
  public var description: String {
    switch self {
    case .lost: "lost"
    case .back: "back"
    case .ended: "ended"
    }
  }
}
