/// What all events of a segment have in common; each text as it stands between quotes in a line.
public struct SegmentOrigin: Sendable, Equatable {
  /// The host, as `host.id` has it.
  public var host: String
  /// The host's boot.
  public var boot: String
  /// The run of the sensor.
  public var run: String

  /// Puts it together.
  public init(host: String, boot: String, run: String) {
    self.host = host
    self.boot = boot
    self.run = run
  }
}
