import Events

/// An event as people read it: in a row of a table.
public struct EventRow: Sendable, Equatable {
  /// Nanoseconds since 1970.
  public var time: Int64
  public var kind: String
  /// The program and its number, `bash[4711]`.
  public var process: String
  /// As whom it acts; behind an arrow, where that is somebody else, who logged in.
  public var user: String
  /// What the kind alone has to say: the first of its texts as it is, all others with their names.
  public var what: String
  /// Whether it is something that failed.
  public var isFailure: Bool
}

/// Makes rows of events; the catalogue says what is in them.
///
/// Used by one thread at a time.
public final class EventRows {
  private static let common = [
    "process.exe", "process.comm", "process.pid", "user.name", "user.id", "user.login.name",
  ]
  /// What says most, if an event has it; stands before all else.
  private static let leading = [
    "process.argv", "file.path", "remote.address", "remote.port", "dns.name", "tty.data",
  ]
  private var kinds: [EventKind: KindRows] = [:]

  private final class KindRows {
    let name: String
    let own: [Field]
    let reader: FieldReader

    init(_ definition: EventDefinition) {
      name = definition.name
      let fields = definition.ownFields.filter { field in
        // Of what surrounds a program only the whole event tells.
        let first = field.name.prefix { $0 != "." }
        return !field.name.hasSuffix("_length") && first != "namespace" && first != "cgroup"
      }
      let first = leading.compactMap { name in fields.first { $0.name == name } }
      own = first + fields.filter { !leading.contains($0.name) }
      let names = own.map(\.name)
      reader = FieldReader(names + common.filter { !names.contains($0) })
    }
  }

  /// Makes none yet.
  public init() {}

  /// The row of an event.
  ///
  /// - Throws: ``HistoryError`` where its line is none of ours.
  public func row(of line: SegmentLine) throws(HistoryError) -> EventRow {
    guard let kind = rows(of: line.kind) else {
      throw HistoryError("event \(line.sequence): its kind is not known", .version)
    }
    let reader = kind.reader
    try reader.read(line)
    var parts: [String] = []
    for field in kind.own {
      guard let text = Self.text(of: field, reader) else { continue }
      let isPlain = parts.isEmpty && (field.type == .strings || field.type == .string)
      parts.append(isPlain ? text : "\(field.name)=\(text)")
    }
    let program = reader.text("process.exe") ?? reader.text("process.comm")
    let name = program.map { String($0.split(separator: "/").last ?? Substring($0)) }
    let user = reader.text("user.name") ?? reader.text("user.id") ?? ""
    let login = reader.text("user.login.name")
    return EventRow(
      time: line.time, kind: kind.name,
      process: name.map { "\($0)[\(reader.text("process.pid") ?? "?")]" } ?? "",
      user: login.map { $0 == user ? user : "\(user)←\($0)" } ?? user,
      what: parts.joined(separator: " "),
      isFailure: kind.own.contains { $0.name == "result" } && (reader.number("result") ?? 0) < 0)
  }

  private func rows(of kind: EventKind) -> KindRows? {
    if let known = kinds[kind] { return known }
    guard let definition = EventCatalog.definition(of: kind) else { return nil }
    let rows = KindRows(definition)
    kinds[kind] = rows
    return rows
  }

  private static func text(of field: Field, _ reader: FieldReader) -> String? {
    if field.type == .strings { return reader.list(field.name)?.joined(separator: " ") }
    guard let text = reader.text(field.name) else { return nil }
    // That nothing went wrong need not be said.
    return field.name == "result" && text == "0" ? nil : text
  }
}
