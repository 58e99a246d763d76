/// What the sensor may have a limit of.
///
/// The numbers are those of `enum ev_resource`.
public enum LimitedResource: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  case cpu
  case memory

  /// The name in events.
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .memory: "memory"
    }
  }
}
