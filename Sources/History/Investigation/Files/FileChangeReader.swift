import Events

/// Makes of events what they say of one name of a file, from the latest to the first.
struct FileChangeReader {
  static let fields = Set(
    Person.fields + [
      "run", "process.id", "process.pid", "process.parent.id", "process.parent.exe", "process.exe",
      "process.start", "file.path", "file.target.path", "file.created", "file.bytes", "file.writes",
      "file.descriptor", "file.mode", "file.new_mode", "file.owner", "file.new_owner",
      "file.new_group", "file.length", "result",
    ])

  private(set) var kept: [FileChange] = []
  /// The name before the event that was read last, where that gave it another one.
  private(set) var earlierName: String?
  /// Whether the event that was read last is where the name began.
  private(set) var isBeginning = false

  private let path: String
  /// Sums of writes, by process and descriptor: the first write is told apart, and was before.
  private var sums: [String: Int] = [:]

  init(_ path: String) {
    self.path = path
  }

  mutating func keep(_ change: FileChange) {
    kept.append(change)
  }

  /// - Returns: what the event says of the file; nil: nothing, or what is said already.
  mutating func read(_ line: SegmentLine, _ reader: FieldReader) -> FileChange? {
    earlierName = nil
    isBeginning = false
    guard reader.number("result") ?? 0 >= 0 else { return nil }
    let own = reader.text("file.path")
    let target = reader.text("file.target.path")
    if line.kind == .fileRename { return rename(line, reader, from: own, to: target) }
    if line.kind == .fileLink, target == path {
      isBeginning = true
      return change(.linked, line, reader, "one more name of \(own ?? "a file")")
    }
    guard own == path else { return nil }
    switch line.kind {
    case .fileOpen:
      guard reader.isTrue("file.created") else { return nil }
      isBeginning = true
      return change(.created, line, reader, "")
    case .fileClose:
      let writes = Int(reader.number("file.writes") ?? 0)
      let detail =
        "\(Words.count(Int(reader.number("file.bytes") ?? 0), "byte")) in \(Words.count(writes, "write"))"
      sums[descriptor(line, reader)] = kept.count
      return change(.changed, line, reader, detail)
    case .fileWrite:
      if let index = sums.removeValue(forKey: descriptor(line, reader)), index < kept.count {
        kept[index].events.append(reference(line, reader))
        return nil
      }
      return change(.changed, line, reader, "began to write; how much is not told yet")
    case .fileUnlink: return change(.removed, line, reader, "")
    case .fileLink: return change(.linked, line, reader, "got the name \(target ?? "?") too")
    case .fileSymlink:
      isBeginning = true
      return change(.created, line, reader, "a symbolic link to \(target ?? "?")")
    case .fileChmod:
      let before = reader.text("file.mode") ?? "?"
      return change(
        .permissions, line, reader, "\(before) → \(reader.text("file.new_mode") ?? "?")")
    case .fileChown:
      let owner = reader.number("file.new_owner").map { "to user \($0)" }
      let group = reader.number("file.new_group").map { "to group \($0)" }
      return change(
        .owner, line, reader, [owner, group].compactMap(\.self).joined(separator: ", "))
    case .fileTruncate:
      return change(
        .length, line, reader,
        "set to \(Words.count(Int(reader.number("file.length") ?? 0), "byte"))")
    default: return nil
    }
  }

  private mutating func rename(
    _ line: SegmentLine, _ reader: FieldReader, from source: String?, to target: String?
  ) -> FileChange? {
    guard let source, let target else { return nil }
    if let rest = rest(below: target) {
      earlierName = source + rest
      isBeginning = true
      return change(.renamed, line, reader, "from \(source + rest)")
    }
    guard let rest = rest(below: source) else { return nil }
    return change(.renamed, line, reader, "to \(target + rest)")
  }

  /// What of the name is below a directory, or nothing where it is the name itself; nil: it is elsewhere.
  private func rest(below name: String) -> String? {
    if name == path { return "" }
    return path.hasPrefix(name + "/") ? String(path.dropFirst(name.count)) : nil
  }

  private func descriptor(_ line: SegmentLine, _ reader: FieldReader) -> String {
    "\(reader.text("process.id") ?? "") \(reader.number("file.descriptor") ?? -1)"
  }

  private func reference(_ line: SegmentLine, _ reader: FieldReader) -> EventReference {
    EventReference(run: reader.text("run") ?? "", sequence: line.sequence)
  }

  private func change(
    _ action: FileChange.Action, _ line: SegmentLine, _ reader: FieldReader, _ detail: String
  ) -> FileChange {
    FileChange(
      action: action, time: line.time, path: path, detail: detail,
      events: [reference(line, reader)],
      process: reader.text("process.id") ?? "", pid: reader.number("process.pid") ?? 0,
      parent: reader.text("process.parent.id"), started: reader.time("process.start"),
      program: reader.text("process.exe"),
      parentProgram: reader.text("process.parent.exe"), person: Person(reader))
  }
}
