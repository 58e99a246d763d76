public import Events

/// Which kinds are meant by names of families and kinds.
public enum EventSelection {
  /// All kinds.
  public static let everything = Set(EventCatalog.all.map(\.kind))

  /// What the sensor says of itself, which is always recorded.
  public static let sensorKinds = kinds(of: .sensor)

  /// The families that can be chosen.
  static let families = EventFamily.allCases.filter { $0 != .sensor }

  static let choices = families.map(\.rawValue).joined(separator: ", ")

  static let form = Form(
    "all, or families (\(choices)) or kinds such as process.exec, with commas between",
    reading: { text throws(Mistake) in try parse(text) }, text: text)

  private static func kinds(of family: EventFamily) -> Set<EventKind> {
    Set(EventCatalog.all.filter { $0.family == family }.map(\.kind))
  }

  private static func parse(_ text: String) throws(Mistake) -> Set<EventKind> {
    var kinds = sensorKinds
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(word.drop { $0 == " " })
      if name == "all" {
        kinds = everything
      } else if let family = EventFamily(rawValue: name) {
        kinds.formUnion(self.kinds(of: family))
      } else if let definition = EventCatalog.definition(named: name) {
        kinds.insert(definition.kind)
      } else {
        throw Mistake(
          "'\(Printable.text(name))' is none of \(choices), nor a kind such as process.exec; "
            + "`lookback events` lists the kinds")
      }
    }
    return kinds
  }

  private static func text(_ kinds: Set<EventKind>) -> String {
    names(kinds).joined(separator: ",")
  }

  /// The shortest list of names that stands for these kinds.
  static func names(_ kinds: Set<EventKind>) -> [String] {
    if kinds.isSuperset(of: everything) { return ["all"] }
    let whole = families.filter { kinds.isSuperset(of: self.kinds(of: $0)) }
    let rest = kinds.subtracting(
      whole.reduce(into: sensorKinds) { $0.formUnion(self.kinds(of: $1)) })
    let names =
      whole.map(\.rawValue)
      + EventCatalog.all.filter { rest.contains($0.kind) }.map(\.name)
    return names.isEmpty ? [EventFamily.sensor.rawValue] : names
  }
}
