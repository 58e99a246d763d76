/// Somebody, or something, that is on the host: the processes of one session.
public struct HostLogin: Sendable, Equatable {
  /// The session, one for all times.
  public var session: String
  /// How it came in, from which address, and as whom: of its first process that is still there.
  public var person: HostPerson
  /// As whom it has gone on to since, the longest chain of all its processes.
  public var users: [String]
  /// The terminal at which it is.
  public var terminal: String?
  /// Processes of it that run.
  public var processes: Int

  /// Whether somebody sits there: not a service, and no job.
  public var isPerson: Bool {
    ["ssh", "telnet", "console", "graphical"].contains(person.entry ?? "")
  }
}

extension HostState {
  /// Who is on the host, those that came first first.
  public func logins(_ selection: ProcessSelection = ProcessSelection()) -> [HostLogin] {
    var bySession: [String: [HostProcess]] = [:]
    for process in processes(selection) {
      guard let session = process.person.session else { continue }
      bySession[session, default: []].append(process)
    }
    return bySession.map { session, processes in
      let first = processes.min { ($0.start ?? 0, $0.pid) < ($1.start ?? 0, $1.pid) }
      return HostLogin(
        session: session, person: first?.person ?? HostPerson(),
        users: processes.map(\.person.sessionUsers).max { $0.count < $1.count } ?? [],
        terminal: first?.person.entryTerminal ?? processes.compactMap(\.terminal).min(),
        processes: processes.count)
    }.sorted { ($0.person.entryTime ?? 0, $0.session) < ($1.person.entryTime ?? 0, $1.session) }
  }
}
