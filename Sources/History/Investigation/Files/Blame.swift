import Events
import Filters

/// Who created a file, changed, renamed and removed it: by its names, one after the other.
public final class Blame {
  /// What was done to it, the latest first.
  public private(set) var changes: [FileChange] = []
  /// What could not be read.
  public private(set) var problems: [History.Problem] = []

  static let kinds: Set<EventKind> = [
    .fileOpen, .fileWrite, .fileClose, .fileRename, .fileUnlink, .fileLink, .fileSymlink,
    .fileChmod, .fileChown, .fileTruncate,
  ]
  /// No file is followed through more names.
  private static let mostNames = 64

  private let history: History
  private let reader = FieldReader(Array(FileChangeReader.fields))
  private var met: Set<EventReference> = []
  /// Names that the file had, each up to a moment.
  private var names: [(path: String, until: Int64)] = []

  /// Looks a file up.
  ///
  /// - Parameters:
  ///   - path: absolute, as the events have it.
  ///   - times: nanoseconds since 1970.
  ///   - history: that is asked.
  /// - Throws: ``HistoryError``.
  public init(_ path: String, in times: ClosedRange<Int64>, of history: History) throws {
    self.history = history
    names = [(path, times.upperBound)]
    var next = 0
    while next < names.count, next < Self.mostNames {
      let name = names[next]
      if name.until >= times.lowerBound {
        // Of the name that was asked for all is told; of an earlier one only what made this file.
        try follow(name.path, in: times.lowerBound...name.until, isAsked: next == 0)
      }
      next += 1
    }
    changes.sort { ($0.time, $0.events[0].sequence) > ($1.time, $1.events[0].sequence) }
  }

  private func follow(_ path: String, in times: ClosedRange<Int64>, isAsked: Bool) throws {
    let above = Self.directories(above: path)
    // A directory's new name is a new name of all that is in it.
    let selection = EventSelection(
      times: times, kinds: Self.kinds,
      condition: .any([
        .field("file.path", isOneOf: [path] + above),
        .field("file.target.path", isOneOf: [path] + above),
      ]), isBackwards: true, fields: FileChangeReader.fields)
    var changes = FileChangeReader(path)
    problems += try history.forEach(selection) { line in
      try reader.read(line)
      guard let change = changes.read(line, reader) else { return true }
      if let earlier = changes.earlierName { names.append((earlier, line.time - 1)) }
      guard met.insert(change.events[0]).inserted else { return true }
      changes.keep(change)
      return isAsked || !changes.isBeginning
    }
    self.changes += changes.kept
  }

  /// `/a/b`, `/a` of `/a/b/c`.
  private static func directories(above path: String) -> [String] {
    var parts = path.split(separator: "/")
    var found: [String] = []
    while parts.count > 1 {
      parts.removeLast()
      found.append("/" + parts.joined(separator: "/"))
    }
    return found
  }
}
