import ArgumentParser
import Events

/// A value of `--events`: families and kinds, by name.
struct EventSelection: ExpressibleByArgument {
  var kinds: Set<EventKind>

  static let everything = EventSelection(kinds: Set(EventCatalog.all.map(\.kind)))

  init(kinds: Set<EventKind>) {
    self.kinds = kinds
  }

  init?(argument: String) {
    kinds = []
    for word in argument.split(separator: ",") {
      if let family = EventFamily(rawValue: String(word)) {
        kinds.formUnion(EventCatalog.all.filter { $0.family == family }.map(\.kind))
      } else if let definition = EventCatalog.definition(named: String(word)) {
        kinds.insert(definition.kind)
      } else {
        return nil
      }
    }
    if kinds.isEmpty { return nil }
  }

  var defaultValueDescription: String { "all" }

  static var choices: String {
    let families = EventFamily.allCases.filter { $0 != .sensor }.map(\.rawValue)
    return families.joined(separator: ", ")
  }
}
