internal import Events

/// One member of an event in another schema: its place, and what is written there.
struct TemplateEntry {
  let path: String
  let content: Content

  enum Content {
    /// Finished JSON.
    case constant(String)
    /// Finished JSON, only where the field has a value.
    case constantWith(field: Int, String)
    /// A field's value.
    case value(field: Int, Form)
    /// What stands for a field's value, or for none, where another field has a value.
    case named(field: Int, ValueNames, with: Int)
    /// Whether it succeeded: by what the call returned, or by what a boolean says.
    case outcome(field: Int, Outcomes)
    /// What the line has beside the catalogue's fields.
    case strangers
  }

  /// How the two outcomes are written.
  struct Outcomes {
    var success: String
    var failure: String
  }
}

/// Puts together what an event of one kind has in another schema.
struct TemplateEntries {
  private let schema: Schema
  private let mapping: KindMapping
  private let fields: [Field]
  private let isIncoming: Bool
  /// Where each field goes, by their numbers; nil: to what is not mapped.
  private let homes: [Place?]

  private(set) var entries: [TemplateEntry] = []

  /// Puts it together.
  ///
  /// - Parameters:
  ///   - definition: the kind.
  ///   - mapping: what it is in the schema.
  ///   - schema: the schema.
  ///   - isIncoming: whether the other end of the connection is the source.
  init(
    of definition: EventDefinition, as mapping: KindMapping, in schema: Schema, isIncoming: Bool
  ) {
    self.schema = schema
    self.mapping = mapping
    self.isIncoming = isIncoming
    fields = definition.fields
    homes = fields.map { mapping.place(of: $0, in: schema) }
    entries += leading()
    for constant in mapping.constants where constant.schema == schema {
      entries.append(entry(of: constant))
    }
    for number in fields.indices where homes[number] != nil { entries += mapped(number) }
    entries += outcome(ofSensor: definition.family == .sensor)
    for number in fields.indices where homes[number] == nil {
      entries.append(
        TemplateEntry(
          path: "\(schema.unmapped).\(fields[number].name)",
          content: .value(field: number, .same)))
    }
    entries.append(TemplateEntry(path: "\(schema.unmapped).", content: .strangers))
    let taken = Set(entries.map(\.path))
    entries += fields.indices.flatMap { derived(from: $0) }.filter { !taken.contains($0.path) }
  }

  /// What is the same in every event.
  private func leading() -> [TemplateEntry] {
    let constants: [(String, String)] =
      switch schema {
      case .ecs:
        [
          ("ecs.version", quoted(schema.version)), ("event.kind", quoted("event")),
          ("event.category", list(mapping.ecs.categories)),
          ("event.type", list(mapping.ecs.types)), ("event.module", quoted("lookback")),
        ]
      case .ocsf:
        [
          ("class_uid", "\(mapping.ocsf.number)"), ("category_uid", "\(mapping.ocsf.category)"),
          ("activity_id", "\(mapping.ocsf.activity)"),
          ("type_uid", "\(mapping.ocsf.number * 100 + mapping.ocsf.activity)"),
          ("severity_id", "1"), ("metadata.version", quoted(schema.version)),
          ("metadata.product.name", quoted("Lookback")),
          ("metadata.product.vendor_name", quoted("Lookback")),
          ("metadata.profiles", list(["host", "container", "linux/linux_users"])),
          ("device.type_id", "0"),
        ] + (mapping.ocsf.activityName.map { [("activity_name", quoted($0))] } ?? [])
      }
    return constants.map { TemplateEntry(path: $0, content: .constant($1)) }
  }

  private func entry(of constant: Constant) -> TemplateEntry {
    guard let name = constant.field else {
      return TemplateEntry(path: constant.path, content: .constant(constant.json))
    }
    guard let number = number(of: name) else {
      preconditionFailure("\(mapping.kind) has no field \(name)")
    }
    return TemplateEntry(
      path: constant.path, content: .constantWith(field: number, constant.json))
  }

  /// A field at its place.
  private func mapped(_ number: Int) -> [TemplateEntry] {
    guard let home = homes[number] else { return [] }
    return [TemplateEntry(path: resolve(home.path), content: .value(field: number, home.form))]
  }

  /// What else is made of a field: what a schema asks for or its users look for, and the line has only
  /// as a part of something else.
  private func derived(from number: Int) -> [TemplateEntry] {
    let name = fields[number].name
    let home = homes[number].map { resolve($0.path) } ?? ""
    func value(_ path: String, _ form: Form) -> TemplateEntry {
      TemplateEntry(path: resolve(path), content: .value(field: number, form))
    }
    switch (schema, name) {
    case (.ecs, "process.argv"): return [value("process.command_line", .joined)]
    case (.ocsf, "process.argv"): return [value("@process.cmd_line", .joined)]
    case (.ocsf, "time"): return [value("time", .milliseconds)]
    case (.ocsf, "net.duration"): return [value("duration", .nanosecondsAsMilliseconds)]
    case (.ocsf, "dns.response_code"): return [value("rcode_id", .named(.ocsfResponseCodes))]
    case (.ocsf, "container.image") where !home.isEmpty:
      return [value(sibling(of: home, "uid"), .same)]
    default: break
    }
    switch schema {
    case .ecs where home.hasSuffix("executable") || home == "file.path":
      return [value(sibling(of: home, "name"), .lastComponent)]
    case .ocsf where home.hasSuffix("file.path") || home == "file_result.path":
      return [
        value(sibling(of: home, "name"), .lastComponent),
        TemplateEntry(path: sibling(of: home, "type_id"), content: fileType(of: number)),
      ]
    default: return []
    }
  }

  /// The sort of file whose path the field has.
  private func fileType(of path: Int) -> TemplateEntry.Content {
    if fields[path].name.hasPrefix("file."), let type = number(of: "file.type") {
      return .named(field: type, .ocsfFileTypes, with: path)
    }
    let isDirectory = fields[path].name == "mount.target"
    return .constantWith(field: path, isDirectory ? "2" : "1")
  }

  private func outcome(ofSensor isSensors: Bool) -> [TemplateEntry] {
    let (path, outcomes) =
      switch schema {
      case .ecs:
        ("event.outcome", TemplateEntry.Outcomes(success: "\"success\"", failure: "\"failure\""))
      case .ocsf: ("status_id", TemplateEntry.Outcomes(success: "1", failure: "2"))
      }
    for name in ["result", "auth.success", "login.success"] {
      if let number = number(of: name) {
        return [TemplateEntry(path: path, content: .outcome(field: number, outcomes))]
      }
    }
    switch schema {
    case .ecs:
      let outcome = isSensors ? quoted("unknown") : outcomes.success
      return [TemplateEntry(path: path, content: .constant(outcome))]
    case .ocsf: return []
    }
  }

  private func number(of name: String) -> Int? {
    fields.firstIndex { $0.name == name }
  }

  /// The path of a place that is another one from kind to kind.
  private func resolve(_ path: String) -> String {
    guard path.hasPrefix("@"), let dot = path.firstIndex(of: ".") else { return path }
    let rest = path[dot...]
    switch (path[..<dot], schema) {
    case ("@process", _): return (mapping.ocsf.actsInItself ? "process" : "actor.process") + rest
    case ("@source", .ecs): return (isIncoming ? "destination" : "source") + rest
    case ("@target", .ecs): return (isIncoming ? "source" : "destination") + rest
    case ("@source", .ocsf): return (isIncoming ? "dst_endpoint" : "src_endpoint") + rest
    case ("@target", .ocsf): return (isIncoming ? "src_endpoint" : "dst_endpoint") + rest
    default: return path
    }
  }

  private func sibling(of path: String, _ name: String) -> String {
    let parent = path.split(separator: ".").dropLast()
    return (parent + [Substring(name)]).joined(separator: ".")
  }

  private func quoted(_ text: String) -> String { "\"\(text)\"" }

  private func list(_ texts: [String]) -> String {
    "[\(texts.map(quoted).joined(separator: ","))]"
  }
}
