internal import Events

/// Where the value of one field of the catalogue goes in both schemas.
///
/// A field without a place in a schema goes under its own name to where that schema has what it does not
/// know; so does a field that is not in the table.
struct FieldHome: Sendable {
  let field: String
  let ecs: Place?
  let ocsf: Place?

  init(_ field: String, ecs: Place? = nil, ocsf: Place? = nil) {
    self.field = field
    self.ecs = ecs
    self.ocsf = ocsf
  }

  func place(in schema: Schema) -> Place? {
    switch schema {
    case .ecs: ecs
    case .ocsf: ocsf
    }
  }
}

/// Another schema than our own.
enum Schema: CaseIterable, Sendable {
  case ecs
  case ocsf

  /// The published version whose names are used.
  var version: String {
    switch self {
    case .ecs: "9.4.0"
    case .ocsf: "1.8.0"
    }
  }

  /// The object for what the schema has no name for.
  var unmapped: String {
    switch self {
    case .ecs: "lookback"
    case .ocsf: "unmapped"
    }
  }
}
