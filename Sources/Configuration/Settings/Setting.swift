/// One thing that can be said of how the sensor is to work: in the file, in the environment and by a flag.
///
/// A new one is a property of ``Settings``, an element of the lists behind ``all``, and a flag of
/// `SettingOptions`; tests miss what is forgotten.
public struct Setting: Sendable {
  /// The key in the file, and the flag without its dashes.
  public let name: String
  /// What stands for the value in the flag's help.
  public let valueName: String
  /// What it is, in sentences.
  public let summary: String
  /// What is taken, to stand behind "takes"; as on any machine.
  public let takes: String
  /// Whether there can be several.
  public let isList: Bool
  /// Whether a running sensor has to be started anew for it.
  public let needsRestart: Bool
  /// What stands between several in the environment, which has but one text.
  let separator: Character?
  let reading: Reading
  /// The values in force, as they can be written in the file.
  let values: @Sendable (Settings) -> [String]

  enum Reading: Sendable {
    /// Values are added one by one, once it was emptied.
    case values(
      empty: @Sendable (inout Settings) -> Void,
      add: @Sendable (inout Settings, String) throws(Mistake) -> Void, canBeEmpty: Bool)
    /// Sinks, which can be a map each.
    case sinks
  }

  /// The variable in the environment.
  public var variable: String {
    "LOOKBACK_" + name.uppercased().replacing("-", with: "_")
  }

  /// The flag; that of a list is given once for each of its values.
  public var flag: String {
    switch name {
    case "sinks": "--sink"
    case "spool": "--no-spool"
    default: "--\(name)"
    }
  }

  /// All, in the order in which they are shown.
  public static let all = events + whose + buffers + limits + running + history + delivery

  /// The one of that name.
  public static func named(_ name: String) -> Setting? {
    byName[name]
  }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension Setting {
  /// A setting with one value.
  init<Value>(
    _ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, _ form: Form<Value>,
    valueName: String, needsRestart: Bool = true, _ summary: String
  ) {
    self.init(
      name: name, valueName: valueName, summary: summary, takes: form.documented, isList: false,
      needsRestart: needsRestart, separator: nil,
      reading: .values(
        empty: { _ in },
        add: { settings, text throws(Mistake) in
          settings[keyPath: path] = try form.parse(text)
        }, canBeEmpty: false),
      values: { [form.text($0[keyPath: path])] })
  }
}
