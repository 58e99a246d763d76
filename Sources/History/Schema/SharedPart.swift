import Events

/// Fields whose values many events have in common: each combination is one row of a table of its own.
enum SharedPart: Int, CaseIterable, Sendable {
  /// As whom, from where, in which container and unit.
  case person
  /// A thread with the program it runs, acting as a person.
  case actor
  /// What a program's file and surroundings are.
  case image
  /// Which file it is, and whose.
  case file
  /// A socket and its two ends.
  case socket

  /// The table, and the column that refers to it.
  var table: String {
    switch self {
    case .person: "person"
    case .actor: "actor"
    case .image: "image"
    case .file: "file"
    case .socket: "socket"
    }
  }

  /// The fields, in the order of the columns.
  var fields: [Field] { Self.fieldsOfParts[rawValue] }

  /// The part that a row of this one refers to.
  var inner: SharedPart? { self == .actor ? .person : nil }

  /// Those that a kind's rows refer to beside the actor.
  static let ofKinds: [SharedPart] = [.image, .file, .socket]

  /// The part in which a field of a kind stands; nil: it has a column in the kind's own table.
  static func part(of field: Field, in definition: EventDefinition) -> SharedPart? {
    if definition.ownFields.contains(where: { $0.name == field.name }) {
      return ofKinds.first { part in part.fields.contains { $0.name == field.name } }
    }
    return [.person, .actor].first { part in part.fields.contains { $0.name == field.name } }
  }

  private static let fieldsOfParts: [[Field]] = allCases.map { part in
    switch part {
    case .person: common.filter { !$0.name.hasPrefix("process.") }
    case .actor: common.filter { $0.name.hasPrefix("process.") }
    case .image:
      own(.processExec) { ["exe", "namespace", "cgroup"].contains($0.prefix { $0 != "." }) }
    case .file: own(.fileOpen) { fileFields.contains($0) }
    case .socket:
      own(.netConnect) { name in
        ["net", "local", "remote"].contains(name.prefix { $0 != "." })
          && name.hasSuffix(".path") == false && !name.hasSuffix("_length")
      }
    }
  }

  private static let common: [Field] = EventCatalog.headerFields.filter { !$0.isOfEvent }

  private static let fileFields: Set<String> = [
    "file.path", "file.path_length", "file.inode", "file.device", "file.type", "file.mode",
    "file.owner", "file.group",
  ]

  /// Fields of a kind that others have, too.
  private static func own(_ kind: EventKind, _ isMeant: (String) -> Bool) -> [Field] {
    (EventCatalog.definition(of: kind)?.ownFields ?? []).filter { isMeant($0.name) }
  }
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
