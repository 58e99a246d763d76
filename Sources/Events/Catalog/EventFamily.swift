/// What kinds of event have in common for whoever chooses what to record.
public enum EventFamily: String, CaseIterable, Sendable, CustomStringConvertible {
  case process
  case network
  case module
  case system
  case file
  case login
  case terminal
  case container
  case sensor

  /// The family's name in options and documentation.
  public var description: String { rawValue }
}
