/// Everything about one kind of event that is not in the kernel: the rest of the sensor is generic.
public struct EventDefinition: Sendable {
  /// The number in the records.
  public let kind: EventKind
  /// The name, `family.action`.
  public let name: String
  /// The family by which it is switched on and off.
  public let family: EventFamily
  /// The ring that its records take.
  public let lane: Lane
  /// What happened, in a sentence or two.
  public let summary: String
  /// Where its records come from; nothing where the sensor makes them itself.
  public let hooks: [Hook]
  /// Where else its records come from, and what is not seen there: sentences.
  public let otherSources: [String]
  /// The fields that not every kind has, in the order of the output.
  public let ownFields: [Field]
  /// What each flag in the header's `flags` says about the fields.
  public let callerFields: [CallerFields]
  /// Bytes of a record before its variable part.
  public let fixedSize: Int

  /// All fields, those of every kind included, in the order of the output.
  public var fields: [Field] {
    let own = Set(ownFields.map(\.name))
    // Of what a record says itself, nothing else need be known.
    return HeaderFields.all + EnrichedField.common.filter { !own.contains($0.name) } + ownFields
  }

  init<Record: BitwiseCopyable>(
    _ kind: EventKind, _ name: String, family: EventFamily, lane: Lane, record: Record.Type,
    summary: String, hooks: [Hook], otherSources: [String] = [],
    callerFields: [CallerFields] = [], fields: [Field]
  ) {
    self.kind = kind
    self.name = name
    self.family = family
    self.lane = lane
    self.summary = summary
    self.hooks = hooks
    self.otherSources = otherSources
    self.callerFields = callerFields
    self.ownFields = fields.flatMap { [$0] + ($0.lengthField.map { [$0] } ?? []) }
    self.fixedSize = MemoryLayout<Record>.size
  }
}

/// Fields that came from the caller's memory at the system call's exit if a flag is set.
///
/// The process could have changed them after the kernel had used them.
public struct CallerFields: Sendable {
  /// The bit of the header's flags.
  public let flag: UInt16
  /// Dotted names of fields, or of an object and so of all fields in it.
  public let names: [String]

  init(_ flag: UInt32, _ names: String...) {
    self.flag = UInt16(flag)
    self.names = names
  }
}
