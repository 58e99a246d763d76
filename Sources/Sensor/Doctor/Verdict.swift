/// What it all comes to; the raw value is in the JSON.
public enum Verdict: String, Sendable {
  /// Everything that the sensor knows is seen here.
  case complete
  /// Something is not seen at all.
  case partial
  /// Nothing can be recorded here.
  case nothing

  /// The exit status of `lookback doctor`.
  public var exitStatus: Int32 {
    switch self {
    case .complete: 0
    case .nothing: 1
    case .partial: 2
    }
  }
}
