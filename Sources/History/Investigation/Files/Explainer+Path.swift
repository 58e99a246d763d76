extension Explainer {
  /// So many changes are told; `blame` tells all.
  private static let mostChanges = 10

  /// What happened to a file, who changed it last and why.
  ///
  /// - Parameters:
  ///   - path: absolute, as the events have it.
  ///   - times: nanoseconds since 1970.
  /// - Returns: the findings.
  /// - Throws: ``HistoryError``; `missing` where nothing was done to it.
  public func explain(path: String, in times: ClosedRange<Int64>) throws -> Explanation {
    let blame = try Blame(path, in: times, of: history)
    problems += blame.problems
    guard let last = blame.changes.first else {
      throw HistoryError("\(path): no event of that time changed it", .missing)
    }
    var finding = Finding(.change)
    for change in blame.changes.prefix(Self.mostChanges) {
      finding.what.append(Clause(sentence(of: change, at: path), change.events))
    }
    if blame.changes.count > Self.mostChanges {
      finding.what.append(
        Clause(
          "\(blame.changes.count - Self.mostChanges) earlier changes: `lookback blame` has all."))
    }
    if !blame.changes.contains(where: { $0.action == .created }) {
      finding.what.append(.unknown("Who created it was not recorded."))
    }
    let lineage = try lineage(
      of: last.process, parent: last.parent, started: last.started, at: last.time)
    finding.who = try who(last.person, last.events[0], at: last.time)
    finding.why = try why(lineage, process: last.process, person: last.person, at: last.time)
    finding.facts = [
      ("path", .string(path)), ("changes", .list(blame.changes.map(\.json))),
      ("person", last.person.json), ("command", .strings(lineage.program?.argv ?? [])),
    ]
    return explanation([finding])
  }

  private func sentence(of change: FileChange, at path: String) -> String {
    let program = change.program.map(Words.name) ?? "a program of no known name"
    let detail = change.detail.isEmpty ? "" : " (\(change.detail))"
    let name = change.path == path ? "" : ", then \(change.path)"
    let verb =
      switch change.action {
      case .created: "Created"
      case .changed: "Written to"
      case .renamed: "Renamed"
      case .removed: "Removed"
      case .linked: "Linked"
      case .permissions: "Permissions changed"
      case .owner: "Given away"
      case .length: "Length set"
      }
    return
      "\(verb)\(name) at \(Words.time(change.time)) by \(program) (pid \(change.pid)), \(change.person.name)\(detail)."
  }
}
