import CEventABI
import Events

/// The sessions of the processes in the table, and their texts.
struct Sessions {
  private let pool: TextPool
  private let kinds: [TextID]
  /// What every process id of this boot begins with.
  private let idPrefix: String
  /// Nanoseconds from the clock of the records to the time of day.
  var bootToRealtimeOffset: Int64
  private var slab: Slab<Session>
  /// The last one that was given away.
  private var stamp: UInt64 = 0

  init(pool: TextPool, bootID: String, bootToRealtimeOffset: Int64) {
    self.pool = pool
    self.bootToRealtimeOffset = bootToRealtimeOffset
    kinds = EntryKind.allCases.map { pool.string($0.name) }
    idPrefix = String(bootID.filter(\.isHexDigit).prefix(8))
    slab = Slab(
      none: Session(
        kind: .boot, leader: Life(pid: 0, start: 0), id: .none, time: .none, root: .host))
  }

  var count: Int { slab.count }

  @inline(__always)
  subscript(_ session: UInt32) -> Session { slab[session] }

  /// The text of how a session came in.
  @inline(__always)
  func kind(_ session: Session) -> TextID { kinds[Int(session.kind.rawValue)] }

  /// Begins a session with a process; counted as one reference.
  mutating func begin(
    _ kind: EntryKind, leader: Process, task: ev_task, root: NameRoot, by program: TextID
  ) -> UInt32 {
    var session = Session(
      kind: kind, leader: leader.life,
      id: pool.string(
        "\(idPrefix)-\(leader.life.pid)-\(String(leader.life.start, radix: 16))"),
      time: pool.string(
        EventText.time(Int64(bitPattern: leader.life.start) &+ bootToRealtimeOffset)),
      root: root)
    session.address = pool.retain(leader.peerAddress)
    session.port = pool.retain(leader.peerPort)
    if task.tty != 0 { session.terminal = pool.string(EventText.terminal(task.tty)) }
    session.entryUserID = pool.verbatim("\(task.uid)")
    session.append(user: task.uid, by: pool.retain(program))
    return add(session)
  }

  /// The same session with another user, counted as one reference; the one before is released.
  mutating func change(_ number: UInt32, user: UInt32, by program: TextID) -> UInt32 {
    var session = slab[number]
    session.references = 1
    session.namedAt = 0
    for text in [session.id, session.time, session.address, session.port, session.terminal] {
      pool.retain(text)
    }
    pool.retain(session.entryUserID)
    for index in 0..<session.depth { pool.retain(session.programs[index]) }
    if session.depth == Session.limit { pool.release(session.programs[session.depth - 1]) }
    session.entryUserName = .none
    session.usersText = .none
    session.programsText = .none
    session.append(user: user, by: pool.retain(program))
    release(number)
    return add(session)
  }

  private mutating func add(_ session: Session) -> UInt32 {
    var session = session
    stamp += 1
    session.stamp = stamp
    return slab.add(session)
  }

  mutating func retain(_ session: UInt32) {
    if session != 0 { slab[session].references += 1 }
  }

  mutating func release(_ number: UInt32) {
    if number == 0 { return }
    slab[number].references -= 1
    guard slab[number].references == 0 else { return }
    let session = slab[number]
    for text in [
      session.id, session.time, session.address, session.port, session.terminal,
      session.entryUserID, session.entryUserName, session.usersText, session.programsText,
    ] {
      pool.release(text)
    }
    for index in 0..<session.depth { pool.release(session.programs[index]) }
    slab.remove(number)
  }

  /// Looks the names up again where the look is another than the last one.
  @inline(__always)
  mutating func name(_ session: UInt32, from accounts: borrowing AccountNames, at look: UInt64) {
    if session != 0, slab[session].namedAt != look { rename(session, from: accounts, at: look) }
  }

  @inline(never)
  private mutating func rename(
    _ number: UInt32, from accounts: borrowing AccountNames, at look: UInt64
  ) {
    let session = slab[number]
    let root = session.root.accounts
    var users: [String] = []
    var programs: [String] = []
    var entryName = TextID.none
    for index in 0..<session.depth {
      var name = TextID.none
      if let found = accounts.userName(session.users[index], in: root) { name = pool.string(found) }
      // A number where there is no name: the others keep their places.
      users.append(
        name.isNone
          ? "\"\(session.users[index])\""
          : pool.withBytes(name) { EventText.json($0.bytes(0..<$0.count)) })
      if index == 0 { entryName = name } else { pool.release(name) }
      let program = session.programs[index]
      programs.append(
        program.isNone
          ? "\"\"" : pool.withBytes(program) { EventText.json($0.bytes($0.baseName)) })
    }
    slab[number].entryUserName = entryName
    slab[number].usersText = pool.verbatim("[\(users.joined(separator: ","))]")
    slab[number].programsText = pool.verbatim("[\(programs.joined(separator: ","))]")
    slab[number].namedAt = look
    pool.release(session.entryUserName)
    pool.release(session.usersText)
    pool.release(session.programsText)
  }
}
