extension EventCatalog {
  /// The text of docs/events.md: every kind, every field, where it comes from and what can be missed.
  ///
  /// - Parameter tests: which tests on a running kernel are about a kind, by its name.
  /// - Returns: Markdown.
  public static func markdown(tests: [String: [String]] = [:]) -> String {
    var text = """
      # Events

      One JSON object a line. The dotted name of a field is its path in the object. A field that has
      nothing to say is left out, as is an object without fields. This page is made from the catalogue in
      `Sources/Events`; a test keeps them equal.

      **Strings** hold whatever bytes a process can produce. UTF-8 stays as it is; any other byte is
      written `\\xNN`, and a backslash that would look like that is written `\\x5c`. To get the bytes
      back, replace each `\\x` and two hexadecimal digits by that byte, from left to right.

      **Process ids** such as `1a2b3c4d-4711-9f3e21a0` are made of the boot, the process's number and the
      moment of its start in nanoseconds since boot (hexadecimal): no two processes of a host share one.

      Numbers have no unit unless it is said. Times are those of the host's clock, to the nanosecond.

      **Where it comes from** stands behind each kind's fields: what is hooked, by the sorts of hook in the order
      in which they are tried, and what none or one of them does not see. Return probes (`kprobe`) besides miss
      calls beyond a fixed number under way at once, and are taken only when asked for. `lookback doctor` says
      which sort is in force; what is lost on the way is always told, by `sensor.loss`.

      \(overview(tests: tests))

      ## Every event

      Those under `process.exe`, `session`, `entry`, `container`, `systemd` and the names of users are looked
      up by the sensor, which follows every process from its fork on; they are absent where nothing is known.

      \(table(of: headerFields))
      """
    for definition in all {
      text += "\n\n\(section(for: definition))"
    }
    return text + "\n"
  }

  private static func overview(tests: [String: [String]]) -> String {
    let rows = all.map { definition in
      let name = definition.name
      let anchor = name.replacing(".", with: "")
      let suites = tests[name, default: []].sorted().joined(separator: ", ")
      return "| [`\(name)`](#\(anchor)) | \(definition.family) |"
        + (tests.isEmpty ? "" : " \(suites) |")
    }
    let head =
      tests.isEmpty
      ? ["| Kind | Family |", "| --- | --- |"]
      : ["| Kind | Family | Tests on a running kernel |", "| --- | --- | --- |"]
    return (head + rows).joined(separator: "\n")
  }

  private static func section(for definition: EventDefinition) -> String {
    var text = """
      ## \(definition.name)

      \(definition.summary)

      Family `\(definition.family)`, lane `\(definition.lane)`.

      \(table(of: definition.ownFields))

      \(definition.sourcesMarkdown)
      """
    let names = definition.callerFields.flatMap(\.names)
    if !names.isEmpty {
      let list = names.map { "`\($0)`" }.joined(separator: ", ")
      text += "\n\nPerhaps from the caller's memory, as `from_caller` then says: \(list)."
    }
    return text
  }

  private static func table(of fields: [Field]) -> String {
    let rows = fields.map { "| `\($0.name)` | \($0.type) | \($0.summary) |" }
    return (["| Field | Type | Meaning |", "| --- | --- | --- |"] + rows).joined(separator: "\n")
  }
}
