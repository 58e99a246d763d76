internal import Events

/// What an event of one kind is in both schemas, and what its fields are there where that is special.
struct KindMapping: Sendable {
  let kind: EventKind
  /// `event.category` and `event.type`.
  let ecs: ECSCategory
  let ocsf: OCSFClass
  /// Fields whose places are not those that they have in most kinds.
  var homes: [FieldHome] = []
  /// What is the same in every event of the kind.
  var constants: [Constant] = []
  /// Which end of a connection is the source.
  var direction = Direction.outgoing

  /// Where a field goes.
  func place(of field: Field, in schema: Schema) -> Place? {
    let home = homes.first { $0.field == field.name } ?? FieldMapping.byField[field.name]
    return home?.place(in: schema)
  }
}

/// What the Elastic Common Schema calls an event.
struct ECSCategory: Sendable {
  let categories: [String]
  let types: [String]

  init(_ categories: String..., types: String...) {
    self.init(categories, types)
  }

  init(_ categories: [String], _ types: [String]) {
    self.categories = categories
    self.types = types
  }
}

/// What the Open Cybersecurity Schema Framework calls an event.
struct OCSFClass: Sendable {
  let category: Int
  let number: Int
  let activity: Int
  /// For 99, Other: what it is.
  let activityName: String?
  /// Whether the process that acts is the class's own `process`, or the actor's.
  let actsInItself: Bool

  private init(
    _ number: Int, _ activity: Int, _ name: String? = nil, actsInItself: Bool = false
  ) {
    category = number / 1000
    self.number = number
    self.activity = activity
    self.activityName = name
    self.actsInItself = actsInItself
  }

  /// Something that the process itself does or that becomes of it.
  static func ownProcess(_ activity: Int, _ name: String? = nil) -> OCSFClass {
    OCSFClass(1007, activity, name, actsInItself: true)
  }

  /// Something that is done to a process.
  static func process(_ activity: Int, _ name: String? = nil) -> OCSFClass {
    OCSFClass(1007, activity, name)
  }

  static func file(_ activity: Int, _ name: String? = nil) -> OCSFClass {
    OCSFClass(1001, activity, name)
  }

  static func kernelExtension(_ activity: Int) -> OCSFClass { OCSFClass(1002, activity) }

  static func kernel(_ activity: Int) -> OCSFClass { OCSFClass(1003, activity) }

  static func authentication(_ activity: Int, _ name: String? = nil) -> OCSFClass {
    OCSFClass(3002, activity, name)
  }

  static func network(_ activity: Int, _ name: String? = nil) -> OCSFClass {
    OCSFClass(4001, activity, name)
  }

  static func nameService(_ activity: Int) -> OCSFClass { OCSFClass(4003, activity) }

  static func application(_ activity: Int, _ name: String? = nil) -> OCSFClass {
    OCSFClass(6002, activity, name)
  }

  /// What no class is made for: the base event.
  static func other(_ name: String) -> OCSFClass { OCSFClass(0, 99, name) }
}

/// Which end of a connection is the source, and so which the destination.
enum Direction: Sendable {
  /// This end.
  case outgoing
  /// The other end.
  case incoming
  /// As `net.origin` says: the other end where that is `accept`.
  case byOrigin
}

/// What is the same in every event of a kind.
struct Constant: Sendable {
  let schema: Schema
  let path: String
  /// Finished JSON.
  let json: String
  /// Only where this field has a value; else always.
  var field: String?

  static func ecs(_ path: String, _ json: String) -> Constant {
    Constant(schema: .ecs, path: path, json: json)
  }

  static func ocsf(_ path: String, _ json: String, with field: String? = nil) -> Constant {
    Constant(schema: .ocsf, path: path, json: json, field: field)
  }
}
