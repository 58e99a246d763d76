import ArgumentParser
import Events

/// A value of `--events`: families and kinds, by name.
struct EventSelection {
  var kinds: Set<EventKind>

  static let everything = EventSelection(kinds: Set(EventCatalog.all.map(\.kind)))

  init(kinds: Set<EventKind>) {
    self.kinds = kinds
  }

  @Sendable init(parsing argument: String) throws {
    kinds = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      if let family = EventFamily(rawValue: String(word)) {
        kinds.formUnion(EventCatalog.all.filter { $0.family == family }.map(\.kind))
      } else if let definition = EventCatalog.definition(named: String(word)) {
        kinds.insert(definition.kind)
      } else {
        throw ValidationError(
          "'\(word)' is none of \(Self.choices), nor a kind such as process.exec; "
            + "`lookback events` lists the kinds")
      }
    }
  }

  static var choices: String {
    let families = EventFamily.allCases.filter { $0 != .sensor }.map(\.rawValue)
    return families.joined(separator: ", ")
  }
}
