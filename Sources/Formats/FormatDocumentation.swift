internal import Events

/// Writes docs/formats.md.
enum FormatDocumentation {
  static let markdown = """
    # Formats

    Events are written as [events.md](events.md) says, or in one of two published schemas. Both are made of
    the finished line by one table, from which this page is made; a test keeps them equal, and others
    compare every name and type with what is published.

    * `ecs`: Elastic Common Schema \(Schema.ecs.version). What it has no field for is in the object `lookback`,
      under its own name: `lookback.cpu`.
    * `ocsf`: Open Cybersecurity Schema Framework \(Schema.ocsf.version), with the profiles host, container and
      linux/linux_users. What a class has no attribute for is in `unmapped`: `unmapped.cpu`. Times are
      milliseconds, as the schema has them; `metadata.original_time` is the event's to the nanosecond. All
      events are informational (`severity_id` 1).

    Nothing is left out: a field that is not in the tables below, and whatever a line has that this version
    does not know, goes to `lookback` or `unmapped`. Beside the values themselves there is what the schemas
    ask for and can be made of them: names of files from their paths, the command line from the arguments,
    `event.outcome` and `status_id` from `result` or `success`, numbers for names. ECS has `success` where an
    event has no outcome of its own, and `unknown` for what the sensor says of itself.

    ## Kinds

    | Kind | `event.category` | `event.type` | Class | Activity |
    | --- | --- | --- | --- | --- |
    \(kinds)

    ## Fields

    `@process` is `process` for what a process does to itself (class 1007 but for what is done to another
    process), `actor.process` else. `@source` and `@target` are this end and the other end of a connection:
    `source` and `destination`, `src_endpoint` and `dst_endpoint`; the other way round for net.accept,
    net.listen, and net.close of a connection that was accepted. \
    A dash: the place of what is not mapped.

    | Field | ECS | OCSF |
    | --- | --- | --- |
    \(rows(of: FieldMapping.all))

    ## Special to a kind

    | Kind | Field | ECS | OCSF |
    | --- | --- | --- | --- |
    \(special)

    """

  private static var kinds: String {
    KindMapping.all.sorted { $0.kind.rawValue < $1.kind.rawValue }.map { mapping in
      let categories = mapping.ecs.categories.joined(separator: ", ")
      let types = mapping.ecs.types.joined(separator: ", ")
      let ocsf = mapping.ocsf
      let activity = ocsf.activityName.map { "\(ocsf.activity) \($0)" } ?? "\(ocsf.activity)"
      return "| `\(mapping.kind)` | \(categories) | \(types) | \(ocsf.number) | \(activity) |"
    }.joined(separator: "\n")
  }

  private static var special: String {
    KindMapping.all.flatMap { mapping in
      mapping.homes.map { "| `\(mapping.kind)` \(row(of: $0))" }
    }.joined(separator: "\n")
  }

  private static func rows(of homes: [FieldHome]) -> String {
    homes.map(row(of:)).joined(separator: "\n")
  }

  private static func row(of home: FieldHome) -> String {
    "| `\(home.field)` | \(cell(home.ecs)) | \(cell(home.ocsf)) |"
  }

  private static func cell(_ place: Place?) -> String {
    guard let place else { return "–" }
    let note =
      switch place.form {
      case .text: ", as text"
      case .list: ", in a list"
      case .milliseconds: ", in milliseconds"
      case .objects(let key): ", each as `\(key)` of an object"
      case .named: ", in the schema's words"
      case .same, .joined, .lastComponent, .nanosecondsAsMilliseconds: ""
      }
    return "`\(place.path)`\(note)"
  }
}
