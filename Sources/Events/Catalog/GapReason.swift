/// Why nobody recorded for a while; the numbers are those of `enum ev_gap`.
public enum GapReason: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  /// What the sensor before has left cannot be read.
  case unknown
  /// It was killed or has crashed, and the host runs on.
  case killed
  /// It did not end in order, and the host was started again since.
  case rebooted
  /// It ended in order.
  case stopped

  /// The name in `gap.reason`.
  public var description: String {
    switch self {
    case .unknown: "unknown"
    case .killed: "killed"
    case .rebooted: "rebooted"
    case .stopped: "stopped"
    }
  }
}
