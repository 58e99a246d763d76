/// Something that was done to a file or to a name of it.
public struct FileChange: Sendable {
  /// What was done.
  public enum Action: String, Sendable, CaseIterable {
    case created
    case changed
    case renamed
    case removed
    case linked
    case permissions
    case owner
    case length
  }

  public var action: Action
  public var time: Int64
  /// The file's name at that moment.
  public var path: String
  /// What more there is to say of it.
  public var detail: String
  /// The event, and others of the same doing.
  public var events: [EventReference]
  /// `process.id`.
  public var process: String
  public var pid: Int64
  public var parent: String?
  /// When the process was started.
  public var started: Int64?
  public var program: String?
  public var parentProgram: String?
  public var person: Person

  /// For programs.
  public var json: AnswerJSON {
    .object([
      ("action", .string(action.rawValue)), ("time", .time(time)), ("path", .string(path)),
      ("detail", .string(detail)), ("events", .strings(events.map(\.description))),
      ("process", .string(process)), ("pid", .number(pid)), ("program", .text(program)),
      ("parent_program", .text(parentProgram)), ("person", person.json),
    ])
  }
}
