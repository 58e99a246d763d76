import Events
import Filters

extension Explainer {
  /// As whom something was done: the chain of users, how they came in, and at which terminal.
  ///
  /// - Parameters:
  ///   - person: as the events say.
  ///   - event: one that says it.
  ///   - time: when.
  /// - Returns: a sentence for each.
  /// - Throws: ``HistoryError``.
  func who(_ person: Person, _ event: EventReference, at time: Int64) throws -> [Clause] {
    let logins = try logins(of: person, until: time)
    var clauses = [
      Clause("\(person.chain).", [event] + logins.changes.map(\.event))
    ]
    if let entry = person.entry {
      clauses.append(Clause("How it began: \(entry).", logins.entry.map { [$0.event] } ?? [event]))
    } else {
      clauses.append(.unknown("How the session began is not known."))
    }
    if person.entryKind == "ssh" { clauses.append(proof(of: logins.entry)) }
    if let terminal = person.terminal {
      clauses.append(Clause("At the terminal \(terminal).", [event]))
    } else {
      clauses.append(Clause("At no terminal.", [event]))
    }
    return clauses
  }

  /// How the one who came in by ssh showed who they are.
  private func proof(of entry: Login?) -> Clause {
    switch entry?.kind {
    case .authAttempt:
      return Clause("A password was given, and was right.", entry.map { [$0.event] } ?? [])
    case .sessionOpen:
      return .unknown(
        "Nobody was asked for a password, so there was a key; which one is not recorded.")
    default: return .unknown("Whether a key or a password was used is not known.")
    }
  }

  // MARK: - Logins

  /// That somebody was let in, or could become somebody else.
  struct Login {
    var kind: EventKind
    var event: EventReference
  }

  private static let loginFields: Set<String> = [
    "run", "auth.service", "auth.user", "auth.remote", "auth.success", "login.service",
    "login.user", "login.remote", "login.success",
  ]

  private func logins(
    of person: Person, until time: Int64
  ) throws -> (entry: Login?, changes: [Login]) {
    var entry: Login?
    var changes: [Login] = []
    guard let session = person.session else { return (nil, []) }
    if person.entryKind == "ssh", let moment = person.entryTime {
      // sshd asks before the session's first process is there, or soon after it.
      let near = moment - 120_000_000_000...moment + 10_000_000_000
      try events([.authAttempt, .sessionOpen], nil, in: near, fields: Self.loginFields) {
        line, reader in
        guard reader.isTrue("auth.success") || reader.isTrue("login.success"),
          (reader.text("auth.service") ?? reader.text("login.service"))?.hasPrefix("sshd") == true,
          (reader.text("auth.user") ?? reader.text("login.user")) == person.entryUser,
          (reader.text("auth.remote") ?? reader.text("login.remote")) == person.entryAddress,
          entry?.kind != .authAttempt
        else { return true }
        entry = Login(kind: line.kind, event: self.event(line, reader))
        return true
      }
    }
    guard person.users.count > 1 else { return (entry, []) }
    let changers = Set(person.programs.dropFirst())
    let mine = Filter.field("session.id", isOneOf: [session])
    try events([.authAttempt], mine, in: .min...time, fields: Self.loginFields) { line, reader in
      let service = reader.text("auth.service") ?? ""
      let isOfChain = changers.contains(service) || changers.contains { service == "\($0)-l" }
      if reader.isTrue("auth.success"), isOfChain {
        changes.append(Login(kind: line.kind, event: self.event(line, reader)))
      }
      return true
    }
    return (entry, changes.suffix(person.users.count - 1))
  }

  /// The reference of an event of which `run` was read.
  func event(_ line: SegmentLine, _ reader: FieldReader) -> EventReference {
    EventReference(run: reader.text("run") ?? "", sequence: line.sequence)
  }
}
