extension Configuration {
  /// A setting whose value is another one than before.
  public struct Change: Sendable, Equatable, CustomStringConvertible {
    /// The setting's name.
    public var name: String
    /// The value before, as it can be written in the file.
    public var before: String
    /// The value now.
    public var now: String
    /// Whether it takes another start of the sensor.
    public var needsRestart: Bool

    public var description: String { "\(name): \(now), was \(before)" }
  }

  /// What differs from an older configuration, in the order of the settings.
  public func changes(from old: Configuration) -> [Change] {
    Setting.all.compactMap { setting in
      let (before, now) = (setting.text(old.settings), setting.text(settings))
      guard before != now else { return nil }
      return Change(
        name: setting.name, before: before, now: now, needsRestart: setting.needsRestart)
    }
  }
}

extension Setting {
  /// The value in force on one line, as it can be written in the file.
  public func text(_ settings: Settings) -> String {
    let values = values(settings)
    return isList ? YAMLText.list(values) : values.map(YAMLText.scalar).joined()
  }
}
