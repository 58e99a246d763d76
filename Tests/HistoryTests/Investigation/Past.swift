import Events
import Foundation
import TestSupport

@testable import History

/// A history of events that have only the fields that matter.
final class Past {
  let folder: ScratchFolder
  private var lines: [(kind: EventKind, text: String)] = []
  /// Of the first event, nanoseconds since 1970: 2026-11-22T10:00:00Z.
  static let start: Int64 = 1_795_341_600_000_000_000
  static let second: Int64 = 1_000_000_000

  init() throws {
    folder = try ScratchFolder()
  }

  /// The id of a process that was started so many seconds after the start.
  static func process(_ pid: Int, _ second: Int = 0) -> String {
    "1a2b3c4d-\(pid)-\(String(UInt64(second + 100) * 1_000_000_000, radix: 16))"
  }

  /// Adds an event of a kind at so many seconds after the start, with fields by dotted names and JSON; its number.
  @discardableResult
  func add(_ kind: String, at second: Double, _ fields: [String: String]) throws -> UInt64 {
    guard let definition = EventCatalog.definition(named: kind) else {
      throw HistoryError("no kind \(kind)")
    }
    let sequence = UInt64(lines.count + 1)
    var all = fields
    all["kind"] = "\"\(kind)\""
    all["time"] = "\"\(EventText.time(Self.start + Int64(second * 1e9)))\""
    all["seq"] = "\(sequence)"
    all["host.id"] = "\"host-1\""
    all["host.boot"] = "\"1a2b3c4d-0000-4000-8000-000000000000\""
    all["run"] = "\"1a2b3c4d-99-f\""
    var tree = Tree()
    for field in definition.fields {
      guard let json = all.removeValue(forKey: field.name) else { continue }
      tree.insert(json, field.name.split(separator: ".").map(String.init)[...])
    }
    guard all.isEmpty else { throw HistoryError("\(kind) has no \(all.keys)") }
    lines.append((definition.kind, tree.text + "\n"))
    return sequence
  }

  /// What an actor's fields are.
  static func actor(
    _ pid: Int, since second: Int = 0, parent: Int = 1, parentSince: Int = 0, exe: String,
    users: [String] = ["carol"], session: String = "1a2b3c4d-50-5", tty: String? = "pts/3"
  ) -> [String: String] {
    let start = EventText.time(Self.start + Int64(second) * Self.second)
    var fields = [
      "process.id": "\"\(process(pid, second))\"", "process.pid": "\(pid)",
      "process.start": "\"\(start)\"",
      "process.parent.id": "\"\(process(parent, parentSince))\"",
      "process.parent.pid": "\(parent)", "process.exe": "\"\(exe)\"", "user.id": "1000",
      "user.name": "\"\(users.last ?? "")\"", "session.id": "\"\(session)\"",
      "session.users": "[\(users.map { "\"\($0)\"" }.joined(separator: ","))]",
      "session.programs":
        "[\(users.indices.map { $0 == 0 ? "\"sshd\"" : "\"su\"" }.joined(separator: ","))]",
      "entry.kind": "\"ssh\"", "entry.user.name": "\"carol\"", "entry.address": "\"192.0.2.7\"",
      "entry.port": "50412", "entry.time": "\"\(EventText.time(Self.start))\"",
    ]
    fields["process.tty"] = tty.map { "\"\($0)\"" }
    return fields
  }

  private var made: History?

  /// The history of what was added; nothing more can be.
  func history() throws -> History {
    if let made { return made }
    let path = "\(folder.path)/history"
    let writer = try HistoryWriter(path, limits: HistoryLimits()) { _ in }
    try writer.append(Lines.batch(lines))
    writer.end()
    let history = try History(path)
    made = history
    return history
  }

  private struct Tree {
    var members: [(name: String, json: String?, tree: Tree)] = []

    mutating func insert(_ json: String, _ path: ArraySlice<String>) {
      guard let name = path.first else { return }
      if path.count == 1 { return members.append((name, json, Tree())) }
      let index = members.firstIndex { $0.name == name } ?? members.count
      if index == members.count { members.append((name, nil, Tree())) }
      members[index].tree.insert(json, path.dropFirst())
    }

    var text: String {
      "{\(members.map { "\"\($0.name)\":\($0.json ?? $0.tree.text)" }.joined(separator: ","))}"
    }
  }
}

extension [String: String] {
  /// These and others.
  func with(_ others: [String: String]) -> [String: String] { merging(others) { $1 } }
}
