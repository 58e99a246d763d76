/// All kinds of event that the sensor knows.
public enum EventCatalog {
  /// The definitions, by number.
  public static let all: [EventDefinition] =
    [
      ProcessEvents.all, InfluenceEvents.all, MemoryEvents.all, NetworkEvents.all, DNSEvents.all,
      ModuleEvents.all, FileEvents.all, LoginEvents.all, CredentialEvents.all,
      ContainerEvents.all, TerminalEvents.all, MountEvents.all, NamespaceEvents.all,
      BPFEvents.all, KexecEvents.all, SensorEvents.all, ThrottleEvents.all, SinkEvents.all,
    ].flatMap { $0 }.sorted { $0.kind.rawValue < $1.kind.rawValue }

  /// The fields that every event has, where they apply.
  public static var headerFields: [Field] { HeaderFields.all + EnrichedField.common }

  /// The definition of a kind, nil where the number is not known.
  public static func definition(of kind: EventKind) -> EventDefinition? {
    byKind[kind]
  }

  /// The definition of the kind of that name.
  public static func definition(named name: String) -> EventDefinition? {
    all.first { $0.name == name }
  }

  private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })
}
