/// What a configuration is made of.
public struct ConfigurationSources: Sendable {
  /// The file that is read if it is there.
  public static let standardPath = "/etc/lookback/lookback.yaml"

  /// Which file.
  public var file: File
  /// The variables of the environment; those of other programs are passed over.
  public var environment: [String: String]
  /// The values of flags, by the names of the settings.
  public var flags: [String: [String]]

  public enum File: Sendable, Equatable {
    /// The one at ``standardPath``, if it is there.
    case standard
    /// One that has to be there.
    case path(String)
    case none
  }

  /// Puts it together.
  public init(
    file: File = .standard, environment: [String: String] = [:], flags: [String: [String]] = [:]
  ) {
    self.file = file
    self.environment = environment
    self.flags = flags
  }
}
