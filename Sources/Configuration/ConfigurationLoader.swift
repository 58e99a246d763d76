import Sinks

/// Takes in one source after the other, and remembers what was wrong with them.
struct ConfigurationLoader {
  static let mostSinks = 16

  private(set) var settings = Settings()
  private(set) var origins: [String: Origin] = [:]
  /// Where the values of the file stand.
  private(set) var places: [String: Place] = [:]
  private(set) var file: String?
  private(set) var problems: [Problem] = []

  /// A value as somebody has written it.
  private typealias Value = (text: String, place: Place?)

  /// What is given for a setting.
  private struct Given {
    /// What sentences are about: the key, the variable or the flag.
    var subject: String
    var origin: Origin
    var place: Place?
  }

  mutating func take(_ file: ConfigurationSources.File) {
    switch file {
    case .none: break
    case .standard: read(ConfigurationSources.standardPath, isNeeded: false)
    case .path(let path): read(path, isNeeded: true)
    }
  }

  private mutating func read(_ path: String, isNeeded: Bool) {
    do throws(Problem) {
      guard let text = try ConfigurationFile.text(of: path) else {
        if isNeeded {
          problems.append(Problem(at: Place(file: path), "cannot be read: there is no such file"))
        }
        return
      }
      file = path
      take(text: text, of: path)
    } catch {
      problems.append(error)
    }
  }

  private mutating func take(text: String, of path: String) {
    let (root, faults) = YAMLReader.read(text)
    problems += faults.map { Problem(at: Place(file: path, mark: $0.mark), $0.reason) }
    guard let root else { return }
    guard case .map(let entries) = root.content else {
      problems.append(
        Problem(
          at: Place(file: path, mark: root.mark), "the file has keys with values: 'key: value'"))
      return
    }
    for entry in entries { take(entry, of: path) }
    // Faults of the text come with those of its values.
    problems.sort { ($0.place?.mark ?? .start) < ($1.place?.mark ?? .start) }
  }

  private mutating func take(_ entry: YAMLEntry, of path: String) {
    let place = Place(file: path, mark: entry.mark)
    guard let setting = Setting.named(entry.key) else {
      problems.append(Problem(at: place, Self.unknown(entry.key)))
      return
    }
    let given = Given(
      subject: setting.name, origin: .file(path, line: entry.mark.line),
      place: Place(file: path, mark: entry.value.mark))
    let nodes: [YAMLNode]
    switch entry.value.content {
    case .list(let items) where setting.isList: nodes = items
    case .map where setting.isSinks, .text: nodes = [entry.value]
    case .nothing, .list, .map:
      note(Mistake(insteadOf: setting.takes, is: entry.value.content.noun), given, given.place)
      return
    }
    if setting.isSinks {
      let sinks = nodes.map { SinkReader.read($0, in: path, &problems) }
      take(sinks: sinks, places: nodes.map { Place(file: path, mark: $0.mark) }, given)
      return
    }
    var values: [Value] = []
    for node in nodes {
      let place = Place(file: path, mark: node.mark)
      if case .text(let text) = node.content {
        values.append((text, place))
      } else {
        note(Mistake(insteadOf: setting.takes, is: node.content.noun), given, place)
      }
    }
    if values.count == nodes.count { take(values, for: setting, given) }
  }

  private static func unknown(_ key: String) -> String {
    let start = "the key \(Printable.value(key)) is not known; "
    let near = NearestName.find(key, among: Setting.all.map(\.name))
    return start
      + (near.map { "did you mean '\($0)'?" } ?? "`lookback config show` lists those that there are")
  }

  mutating func take(environment: [String: String]) {
    for setting in Setting.all {
      guard let text = environment[setting.variable] else { continue }
      let texts = setting.separator.map { text.split(separator: $0).map(String.init) } ?? [text]
      let given = Given(
        subject: setting.variable, origin: .environment(variable: setting.variable), place: nil)
      take(texts, for: setting, given)
    }
    refuseMisspelled(environment.keys)
  }

  /// A variable that is called almost like one of ours would be without effect, and nobody told.
  private mutating func refuseMisspelled(_ names: some Sequence<String>) {
    let variables = Setting.all.map(\.variable)
    for name in names.sorted() where name.hasPrefix("LOOKBACK_") && !variables.contains(name) {
      let word = String(name.dropFirst("LOOKBACK_".count))
      let words = variables.map { String($0.dropFirst("LOOKBACK_".count)) }
      guard let near = NearestName.find(word, among: words) else { continue }
      problems.append(
        Problem("the variable \(Printable.text(name)) is not known; did you mean LOOKBACK_\(near)?")
      )
    }
  }

  mutating func take(flags: [String: [String]]) {
    for setting in Setting.all {
      guard let texts = flags[setting.name] else { continue }
      take(
        texts, for: setting, Given(subject: setting.flag, origin: .flag(setting.flag), place: nil))
    }
  }

  private mutating func take(_ texts: [String], for setting: Setting, _ given: Given) {
    if setting.isSinks {
      let sinks = texts.map {
        SinkText.parse($0, subject: given.subject, place: nil, &problems)
      }
      take(sinks: sinks, places: texts.map { _ in nil }, given)
    } else {
      take(texts.map { ($0, nil) }, for: setting, given)
    }
  }

  private mutating func take(_ values: [Value], for setting: Setting, _ given: Given) {
    guard case .values(let empty, let add, let canBeEmpty) = setting.reading else { return }
    origins[setting.name] = given.origin
    places[setting.name] = given.place
    if values.isEmpty && !canBeEmpty {
      note(Mistake(insteadOf: setting.takes, is: "nothing"), given, given.place)
    }
    empty(&settings)
    for value in values {
      do throws(Mistake) {
        try add(&settings, value.text)
      } catch {
        note(error, given, value.place)
      }
    }
  }

  private mutating func take(sinks: [SinkSpecification?], places: [Place?], _ given: Given) {
    origins["sinks"] = given.origin
    self.places["sinks"] = given.place
    if sinks.isEmpty {
      note(
        Mistake(insteadOf: "at least one sink, such as stdout", is: "nothing"), given, given.place)
    }
    if sinks.count > Self.mostSinks {
      let takes = "at most \(Self.mostSinks) sinks, each of which has a thread and its memory"
      note(Mistake(insteadOf: takes, is: "\(sinks.count)"), given, given.place)
    }
    var names: Set<String> = []
    var targets: Set<String> = []
    settings.sinks = []
    for (sink, place) in zip(sinks, places) {
      guard let sink else { continue }
      let target = SinkAddress.text(sink.target)
      if !names.insert(sink.name).inserted {
        note(Mistake("two sinks are called '\(sink.name)'; say 'name' of one"), given, place)
      } else if !targets.insert(target).inserted, !sink.target.canHaveSeveral {
        note(Mistake("two sinks write to \(Printable.text(target)); one of them can"), given, place)
      }
      settings.sinks.append(sink)
    }
  }

  private mutating func note(_ mistake: Mistake, _ given: Given, _ place: Place?) {
    problems.append(Problem(at: place, mistake.sentence(about: given.subject)))
  }
}

extension Mark {
  fileprivate static let start = Mark(line: 1, column: 1)
}

extension Setting {
  fileprivate var isSinks: Bool {
    if case .sinks = reading { true } else { false }
  }
}

extension SinkTarget {
  /// Whether several sinks can have it without mixing up their lines.
  fileprivate var canHaveSeveral: Bool {
    switch self {
    case .standardOutput, .file, .history: false
    case .stream, .syslog: true
    }
  }
}
