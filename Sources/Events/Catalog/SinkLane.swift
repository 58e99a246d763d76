/// In which order a sink gives up events where not all can be kept.
///
/// The numbers are those of `enum ev_sink_lane`.
public enum SinkLane: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  /// Never thrown away to make room for others.
  case kept
  /// Thrown away first.
  case other

  /// The lane of a kind's events: what the critical lane carries, and logins, are kept.
  public init(of kind: EventKind) {
    let number = Int(kind.rawValue)
    self = number < Self.areKept.count && Self.areKept[number] ? .kept : .other
  }

  /// By the number of the kind.
  private static let areKept: [Bool] = {
    var areKept = [Bool](repeating: false, count: EventKind.limit)
    for definition in EventCatalog.all {
      areKept[Int(definition.kind.rawValue)] =
        definition.lane == .critical || definition.family == .login
    }
    return areKept
  }()

  /// The name in events.
  public var description: String {
    switch self {
    case .kept: "kept"
    case .other: "other"
    }
  }
}
