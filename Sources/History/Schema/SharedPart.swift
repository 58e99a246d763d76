import Events

/// Fields whose values many events have in common: each combination is one row of a table of its own.
enum SharedPart: Int, CaseIterable, Sendable {
  /// As whom, from where, in which container and unit.
  case person
  /// A thread with the program it runs, acting as a person.
  case actor
  /// What a program's file and surroundings are.
  case image

  /// The table, and the column that refers to it.
  var table: String {
    switch self {
    case .person: "person"
    case .actor: "actor"
    case .image: "image"
    }
  }

  /// The fields, in the order of the columns.
  var fields: [Field] {
    switch self {
    case .person: Self.common.filter { !Self.isOfActor($0) }
    case .actor: Self.common.filter(Self.isOfActor)
    case .image: Self.imageFields
    }
  }

  /// The part that a row of this one refers to.
  var inner: SharedPart? { self == .actor ? .person : nil }

  /// The part in which a field of a kind stands; nil: it has a column in the kind's own table.
  static func part(of field: Field, in definition: EventDefinition) -> SharedPart? {
    partByName[field.name].flatMap { part in
      let isOwn = definition.ownFields.contains { $0.name == field.name }
      return isOwn == (part == .image) ? part : nil
    }
  }

  private static let common: [Field] = EventCatalog.headerFields.filter { field in
    !field.isOfEvent
  }

  private static func isOfActor(_ field: Field) -> Bool { field.name.hasPrefix("process.") }

  /// Of the kinds that tell of a program's start or being there.
  private static let imageFields: [Field] = {
    let exec = EventCatalog.definition(of: .processExec)?.ownFields ?? []
    return exec.filter { field in
      ["exe.", "namespace.", "cgroup."].contains { field.name.hasPrefix($0) }
    }
  }()

  private static let partByName: [String: SharedPart] = Dictionary(
    uniqueKeysWithValues: allCases.flatMap { part in part.fields.map { ($0.name, part) } })
}

extension Field {
  /// Whether it tells of the event, not of who acts in it.
  var isOfEvent: Bool {
    switch name {
    case "kind", "time", "seq", "cpu", "host.id", "host.boot", "run", "from_caller": true
    default: false
    }
  }
}
