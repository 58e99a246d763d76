/// Which events belong to which session of a terminal.
struct TerminalGroups {
  private struct Place: Hashable {
    var boot: String
    var device: String
    var leader: Int64?
  }

  private(set) var sessions: [TerminalSession] = []
  /// The latest session of a terminal with a leader, and of a terminal at all (no leader).
  private var latest: [Place: Int] = [:]

  /// The session of an event.
  ///
  /// - Returns: its index; nil: the event is from before any session, and shows nothing.
  mutating func session(of event: TerminalEventReader, at time: Int64, shows: Bool) -> Int? {
    let terminal = Place(boot: event.boot, device: event.device)
    guard let leader = event.leader else {
      // The last of what the session showed is read when its leader is gone. Sizes come with all that is shown.
      if let index = latest[terminal] { return index }
      return shows ? begin(terminal, event, at: time) : nil
    }
    let place = Place(boot: event.boot, device: event.device, leader: leader)
    if let index = latest[place], isSame(sessions[index], event) { return index }
    if let index = latest[terminal], sessions[index].leader == nil, latest[place] == nil {
      sessions[index].leader = leader
      latest[place] = index
      return index
    }
    return begin(place, event, at: time)
  }

  /// A leader's number that another process has by now is the beginning of something else.
  private func isSame(_ session: TerminalSession, _ event: TerminalEventReader) -> Bool {
    guard event.isByLeader, let known = session.leaderID else { return true }
    return known == event.process
  }

  private mutating func begin(
    _ place: Place, _ event: TerminalEventReader, at time: Int64
  ) -> Int {
    let size = event.size ?? TerminalSize(rows: 0, columns: 0)
    sessions.append(
      TerminalSession(
        index: sessions.count, boot: place.boot, device: place.device, leader: place.leader,
        times: time...time, source: .write, rows: size.rows, columns: size.columns))
    latest[place] = sessions.count - 1
    latest[Place(boot: place.boot, device: place.device)] = sessions.count - 1
    return sessions.count - 1
  }

  /// Takes in what an event says of its session.
  mutating func note(_ event: TerminalEventReader, at time: Int64, in index: Int) {
    sessions[index].times =
      min(sessions[index].times.lowerBound, time)...max(sessions[index].times.upperBound, time)
    if event.isByLeader { sessions[index].leaderID = event.process }
    if sessions[index].rows == 0, let size = event.size {
      (sessions[index].rows, sessions[index].columns) = (size.rows, size.columns)
    }
    guard event.isFromInside else { return }
    sessions[index].processes.insert(event.process)
    let users = event.users
    // A number stands for whom nobody has named yet.
    if !users.isEmpty { sessions[index].users.removeAll { $0 == event.userID } }
    for user in users where !sessions[index].users.contains(user) {
      sessions[index].users.append(user)
    }
    if sessions[index].users.isEmpty { sessions[index].users = [event.userID] }
    if sessions[index].entry == nil { sessions[index].entry = event.entry }
    if sessions[index].address == nil { sessions[index].address = event.address }
  }

  /// Changes a session.
  mutating func update(_ index: Int, _ body: (inout TerminalSession) -> Void) {
    body(&sessions[index])
  }
}
