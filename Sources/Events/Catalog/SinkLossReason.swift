/// Why a sink does not get events; the numbers are those of `enum ev_sink_reason`.
public enum SinkLossReason: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  /// Its memory was full, and it has no spool.
  case queueFull
  /// Its memory and its spool were full.
  case spoolFull
  /// Its memory was full, and the disk took nothing.
  case spoolFailed
  /// What the spool had cannot be read any more.
  case spoolDamaged
  /// A line that fits into no batch.
  case tooLong
  /// A line that its condition or its format could not read.
  case malformed
  /// The sink, or the sensor, ended before.
  case notWritten

  /// The reason's name in `loss.reason`.
  public var description: String {
    switch self {
    case .queueFull: "queue_full"
    case .spoolFull: "spool_full"
    case .spoolFailed: "spool_failed"
    case .spoolDamaged: "spool_damaged"
    case .tooLong: "too_long"
    case .malformed: "malformed"
    case .notWritten: "not_written"
    }
  }
}
