/// How the sensor is to work, and who says so.
public struct Configuration: Sendable {
  /// The values in force.
  public let settings: Settings
  /// The file that was read; nil: none.
  public let file: String?
  private let origins: [String: Origin]
  private let places: [String: Place]

  /// Puts it together from the file, the environment and flags; can be called again at any time.
  ///
  /// - Throws: ``ConfigurationError`` with all that is wrong, in what is overridden as well.
  public static func load(
    _ sources: ConfigurationSources
  ) throws(ConfigurationError) -> Configuration {
    var loader = ConfigurationLoader()
    loader.take(sources.file)
    loader.take(environment: sources.environment)
    loader.take(flags: sources.flags)
    guard loader.problems.isEmpty else { throw ConfigurationError(loader.problems) }
    return Configuration(loader)
  }

  private init(_ loader: ConfigurationLoader) {
    var settings = loader.settings
    settings.finish()
    self.settings = settings
    file = loader.file
    origins = loader.origins
    places = loader.places
  }

  /// Where a setting's value comes from.
  public func origin(of setting: Setting) -> Origin {
    origins[setting.name] ?? .standard
  }

  /// What is wrong with a value only in view of others, told of where it comes from.
  ///
  /// - Parameters:
  ///   - name: the setting's.
  ///   - predicate: what follows its name, such as "must be at least 12M".
  /// - Returns: the whole sentence.
  public func problem(with name: String, _ predicate: String) -> Problem {
    let subject =
      switch origins[name] ?? .standard {
      case .standard, .file: name
      case .environment(let variable): variable
      case .flag(let flag): flag
      }
    return Problem(at: places[name], "\(subject) \(predicate)")
  }
}
