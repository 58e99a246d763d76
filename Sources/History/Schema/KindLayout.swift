import Events

/// Where the values of one kind's events stand: which field is which column of which table.
struct KindLayout: Sendable {
  /// Where a value goes.
  enum Place: Sendable, BitwiseCopyable {
    /// Known already: the kind and the number are in the index of every batch.
    case known
    case time
    /// The same in all events of a segment, in the order of ``SegmentOrigin``.
    case origin(Int)
    /// A column of a shared part.
    case part(SharedPart, column: Int)
    /// A column of the kind's own table, counted from 0.
    case own(column: Int)
  }

  let definition: EventDefinition
  /// The table of the kind's events.
  let table: String
  /// All fields in the order of a line, and where each goes.
  let fields: [Field]
  let places: [Place]
  let forms: [ColumnForm]
  /// The fields of the kind's own columns.
  let ownFields: [Field]
  /// What its rows refer to beside the actor.
  let parts: [SharedPart]

  /// Whether all that says who acts stands together, in objects that have nothing else.
  let hasActorApart: Bool

  /// What every row has before the kind's own columns.
  static let leadingColumns = ["seq", "time", "actor"]

  init(_ definition: EventDefinition) {
    self.definition = definition
    table = definition.name.replacing(".", with: "_")
    fields = definition.fields
    forms = fields.map(ColumnForm.init)
    var own: [Field] = []
    places = fields.map { field in
      switch field.name {
      case "kind", "seq": return .known
      case "time": return .time
      case "host.id": return .origin(0)
      case "host.boot": return .origin(1)
      case "run": return .origin(2)
      default: break
      }
      if let part = SharedPart.part(of: field, in: definition),
        let column = part.fields.firstIndex(where: { $0.name == field.name })
      {
        return .part(part, column: column)
      }
      own.append(field)
      return .own(column: own.count - 1)
    }
    ownFields = own
    let objects = Set(own.filter { $0.name.contains(".") }.map { $0.name.prefix { $0 != "." } })
    hasActorApart = [SharedPart.person, .actor].allSatisfy { part in
      part.fields.allSatisfy { !objects.contains($0.name.prefix { $0 != "." }) }
    }
    let met = Set(places.compactMap { if case .part(let part, _) = $0 { part } else { nil } })
    parts = SharedPart.ofKinds.filter(met.contains)
  }

  /// The columns of the kind's table.
  var columns: [String] {
    Self.leadingColumns + parts.map(\.table) + ownFields.map(\.name)
  }

  /// By the number of the kind; nil where no kind has it.
  static let all: [KindLayout?] = {
    var layouts = [KindLayout?](repeating: nil, count: EventKind.limit)
    for definition in EventCatalog.all {
      layouts[Int(definition.kind.rawValue)] = KindLayout(definition)
    }
    return layouts
  }()
}
