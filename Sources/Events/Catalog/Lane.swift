/// One of the ways from the kernel to user space, each with a ring of its own.
///
/// Noise in the bulk lane never pushes out what the critical lane carries. The numbers are
/// those of `enum ev_lane`.
public enum Lane: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  case critical
  case bulk

  /// The lane's name in events and documentation.
  public var description: String {
    switch self {
    case .critical: "critical"
    case .bulk: "bulk"
    }
  }
}
