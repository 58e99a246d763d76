/// Which processes of a state are meant.
public struct ProcessSelection: Sendable, Equatable {
  /// A user's name or number: whoever runs as that user, or came in or went through as that user.
  public var user: String?
  /// A process's number, id, name, program or the last part of its program's path.
  public var process: String?

  /// Puts it together; all of them, unless said otherwise.
  public init(user: String? = nil, process: String? = nil) {
    self.user = user
    self.process = process
  }

  /// Whether all are meant.
  public var isAll: Bool { user == nil && process == nil }

  /// Whether a process is meant.
  public func means(_ candidate: HostProcess) -> Bool {
    if let user, !Self.isUser(user, candidate.person) { return false }
    guard let process else { return true }
    if let pid = Int64(process) { return candidate.pid == pid }
    return candidate.id == process || candidate.name == process || candidate.exe == process
      || candidate.exe?.split(separator: "/").last.map(String.init) == process
  }

  private static func isUser(_ user: String, _ person: HostPerson) -> Bool {
    if let number = Int64(user) {
      return person.userID == number || person.effectiveUserID == number
    }
    return person.user == user || person.effectiveUser == user || person.loginUser == user
      || person.sessionUsers.contains(user)
  }
}

extension HostState {
  /// The processes that are meant, by their numbers.
  public func processes(_ selection: ProcessSelection) -> [HostProcess] {
    processes.values.filter(selection.means).sorted { ($0.pid, $0.id) < ($1.pid, $1.id) }
  }

  /// The name that a user's number has on the host itself, as some process that runs there was told with.
  public func userName(_ number: Int64) -> String? {
    for process in processes.values where process.person.container == nil {
      let person = process.person
      if person.effectiveUserID == number, let name = person.effectiveUser { return name }
      if person.userID == number, let name = person.user { return name }
    }
    return nil
  }
}
