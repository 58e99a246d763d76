internal import Events

/// Writes events of all kinds in one schema; the templates are compiled as kinds come.
final class SchemaFormatter {
  private let schema: Schema
  private var byKind: [Kind?] = Array(repeating: nil, count: EventKind.limit)

  /// What there is for a kind.
  private struct Kind {
    let usual: TemplateFormatter
    /// For connections that came from the other end, where only the line says so.
    var incoming: TemplateFormatter?
    /// The field that says so.
    var origin = 0
  }

  init(_ schema: Schema) {
    self.schema = schema
  }

  func format(
    _ line: borrowing RawSpan, kind number: EventKind, into output: inout [UInt8]
  ) throws(LineError) {
    let kind = try kind(number)
    try kind.usual.read(line)
    if let incoming = kind.incoming, kind.usual.has("accept", in: kind.origin, of: line) {
      try incoming.read(line)
      incoming.write(line, into: &output)
    } else {
      kind.usual.write(line, into: &output)
    }
  }

  private func kind(_ number: EventKind) throws(LineError) -> Kind {
    let index = Int(number.rawValue)
    if index < byKind.count, let kind = byKind[index] { return kind }
    guard index < byKind.count, let definition = EventCatalog.definition(of: number) else {
      throw LineError("there is no kind of event with the number \(number.rawValue)")
    }
    let kind = compile(definition)
    byKind[index] = kind
    return kind
  }

  private func compile(_ definition: EventDefinition) -> Kind {
    let mapping = KindMapping.byKind[definition.kind] ?? .standard(for: definition.kind)
    func formatter(isIncoming: Bool) -> TemplateFormatter {
      let entries = TemplateEntries(
        of: definition, as: mapping, in: schema, isIncoming: isIncoming)
      return TemplateFormatter(Template(entries.entries, fields: definition.fields))
    }
    let origin = definition.fields.firstIndex { $0.name == "net.origin" }
    guard mapping.direction == .byOrigin, let origin else {
      return Kind(usual: formatter(isIncoming: mapping.direction == .incoming))
    }
    return Kind(
      usual: formatter(isIncoming: false), incoming: formatter(isIncoming: true), origin: origin)
  }
}
