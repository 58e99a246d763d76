/// Why something was not recorded; the numbers are those of `enum ev_loss`.
public enum LossReason: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  /// The ring had no room.
  case ringFull
  /// A program was interrupted by one that would have recorded too, and could not.
  case reentered
  /// A table in the kernel had no room to remember something for a later record.
  case tableFull
  /// The kernel could not read what the record was about.
  case readFailed
  /// A process or a cgroup was over its budget.
  case throttled
  /// The sensor was over a limit of its own.
  case degraded
  /// A hole in the sequence numbers that no counter explains.
  case sequence
  /// The decoder refused the record.
  case malformed
  /// A sink was too slow.
  case queueFull
  /// A running process that could not be described.
  case snapshot
  /// A file of logins grew faster than it is read.
  case unread

  /// The reason's name in `loss.reason`.
  public var description: String {
    switch self {
    case .ringFull: "ring_full"
    case .reentered: "reentered"
    case .tableFull: "table_full"
    case .readFailed: "read_failed"
    case .throttled: "throttled"
    case .degraded: "degraded"
    case .sequence: "sequence"
    case .malformed: "malformed"
    case .queueFull: "queue_full"
    case .snapshot: "snapshot"
    case .unread: "unread"
    }
  }
}
