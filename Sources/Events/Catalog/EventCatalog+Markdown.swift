extension EventCatalog {
  /// The text of docs/events.md: every kind and every field.
  public static func markdown() -> String {
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

      ## Every event

      \(table(of: headerFields))
      """
    for definition in all {
      text += "\n\n\(section(for: definition))"
    }
    return text + "\n"
  }

  private static func section(for definition: EventDefinition) -> String {
    var text = """
      ## \(definition.name)

      \(definition.summary)

      Family `\(definition.family)`, lane `\(definition.lane)`.

      \(table(of: definition.ownFields))
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
