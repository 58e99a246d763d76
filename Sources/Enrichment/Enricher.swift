import CEventABI
public import Events
import Glibc

/// Says of every event who acts in it: the program, the people, the way they came in, the container.
///
/// It follows the processes by the records of their forks, images and ends, which it must see in the
/// order of time, and looks nothing up that could keep the caller waiting: names come from
/// ``AccountNames``. Nothing is allocated for a process that is known.
///
/// Belongs to the thread that drains.
public struct Enricher: ~Copyable {
  /// What tells this host from what is apart from it.
  public struct Host: Sendable {
    /// The boot's id.
    public var bootID: String
    /// Nanoseconds from the records' clock to the time of day.
    public var bootToRealtimeOffset: Int64
    /// The inode numbers of the host's namespaces, as long as the first process was not seen.
    public var mountNamespace: UInt32
    public var pidNamespace: UInt32

    /// Puts together what is known of a host.
    public init(
      bootID: String, bootToRealtimeOffset: Int64, mountNamespace: UInt32, pidNamespace: UInt32
    ) {
      self.bootID = bootID
      self.bootToRealtimeOffset = bootToRealtimeOffset
      self.mountNamespace = mountNamespace
      self.pidNamespace = pidNamespace
    }
  }

  /// The kinds whose records are needed to tell those kinds: to know who acts, and where one of them
  /// has the name of a remote address, to know that.
  public static func kinds(toTell told: Set<EventKind>) -> Set<EventKind> {
    let nameRemote = EventCatalog.all.contains { definition in
      told.contains(definition.kind) && definition.ownFields.contains { $0.name == "remote.name" }
    }
    // Reading and writing of sockets is looked at only where that is told.
    let actors: Set<EventKind> = [.processFork, .processExec, .processExit, .netAccept]
    return nameRemote ? actors.union([.dnsAnswer]) : actors
  }

  var host: Host
  let pool = TextPool()
  /// What is known, beside the record, of the event whose record was handed over last.
  public let values = EnrichedValues()
  var processes: ProcessTable
  var sessions: Sessions
  var places: Places
  var people: PersonNames
  var accounts: AccountNames
  var remoteNames: RemoteNames
  var containers: ContainerDirectory
  /// Counts the looks at names: those of another look are looked up again.
  var look: UInt64 = 1
  private var lastLook: UInt64 = 0
  let apart: [TextID]

  /// How often names are looked up again, in nanoseconds.
  private static let lookInterval: UInt64 = 1_000_000_000

  /// Starts with no process known.
  ///
  /// - Parameters:
  ///   - host: the host.
  ///   - processLimit: how many processes are kept, those included that have ended but have
  ///     descendants.
  public init(host: Host, processLimit: Int = 65_536) {
    self.init(host: host, processLimit: processLimit, accounts: AccountNames())
  }

  init(host: Host, processLimit: Int, accounts: consuming AccountNames) {
    self.host = host
    self.accounts = accounts
    processes = ProcessTable(capacity: processLimit)
    sessions = Sessions(
      pool: pool, bootID: host.bootID, bootToRealtimeOffset: host.bootToRealtimeOffset)
    places = Places(pool: pool)
    containers = ContainerDirectory()
    people = PersonNames(pool: pool)
    remoteNames = RemoteNames(pool: pool)
    apart = [#"["pid"]"#, #"["mount"]"#, #"["pid","mount"]"#].map { [pool] in pool.verbatim($0) }
  }

  /// How many processes are known, the ended ones included that are kept.
  public var processCount: Int { processes.count }
  /// Processes that were given up for want of room.
  public var evictions: UInt64 { processes.evictions }

  /// Takes a record in: ``values`` are those of its event until the next call.
  public mutating func enrich(_ record: RawSpan) {
    guard let header = record.head(as: ev_header.self) else { return values.removeAll() }
    let place = follow(record, header)
    // Where nobody acts, as at the end of a connection that nobody knows, nobody has a name.
    if place != 0 { fill(place, header.task, record) } else { values.removeAll() }
    nameRemote(record, header)
  }

  /// For every batch, say: takes over names that were read, and forgets who is gone.
  ///
  /// - Parameter now: the time up to which records were seen, in nanoseconds since boot.
  public mutating func tidy(now: UInt64) {
    let isNew = accounts.collect()
    if isNew || now &- lastLook >= Self.lookInterval {
      look += 1
      lastLook = now
    }
    processes.expire(now: now)
    releaseRemoved()
  }

  /// What was learnt of containers since the last call: to be told.
  public mutating func takeContainers() -> [ContainerInfo] {
    let infos = containers.collect()
    for info in infos { places.note(info) }
    if !infos.isEmpty { look += 1 }
    return infos
  }

  /// Waits for the names of the host's users to be read, but not long: only before the first event.
  public mutating func waitForNames() {
    for _ in 0..<Self.nameWaits {
      // Once more where the question was not taken; nothing is idle before the answer is taken over.
      _ = accounts.userName(0, in: .host)
      usleep(Self.nameWait)
      tidy(now: lastLook)
      if accounts.rootCount > 0, accounts.isIdle { return }
    }
  }

  /// Microseconds, and how often.
  private static let nameWait: UInt32 = 500
  private static let nameWaits = 100

  /// Fills in what is known of who acts, unless that is what was filled in last.
  mutating func fill(_ place: UInt32, _ task: ev_task, _ record: RawSpan) {
    let process = processes[place]
    let parent = parent(of: process, task)
    let actor = ActorStamp(
      process: process.stamp, parent: processes[parent].stamp,
      session: sessions[process.session].stamp, place: places[process.place].stamp, look: look)
    // The texts are still there: they go only when a stamp changes, or names of others are filled in.
    if values.begin(actor, in: record) { return }
    values[.executable] = pool.value(process.executable)
    if process.generation > 0 { values.set(.generation, to: UInt64(process.generation)) }
    if parent != 0 { values[.parentExecutable] = pool.value(processes[parent].executable) }
    fillNames(task)
    if process.session != 0 { fillSession(process.session) }
    if process.place != 0 { fillPlace(places[process.place]) }
    let isApart =
      (task.pid_ns != host.pidNamespace && task.pid_ns != 0 ? 1 : 0)
      | (task.mnt_ns != host.mountNamespace && task.mnt_ns != 0 ? 2 : 0)
    if isApart != 0 { values[.namespacesApart] = pool.value(apart[isApart - 1]) }
  }

  /// Who is its parent now, in the table; 0: not known.
  @inline(__always)
  private mutating func parent(of process: Process, _ task: ev_task) -> UInt32 {
    let life = Life(pid: task.parent_tgid, start: task.parent_start_ns)
    if process.parent != 0, processes[process.parent].life == life { return process.parent }
    return task.parent_tgid == 0 ? 0 : processes.find(life)
  }

  @inline(__always)
  private mutating func fillNames(_ task: ev_task) {
    let key = PersonNames.Key(
      user: task.uid, group: task.gid, effectiveUser: task.euid, effectiveGroup: task.egid,
      loginUser: task.login_uid, root: root(of: task))
    let names = people.names(of: key, from: accounts, at: look)
    values[.userName] = pool.value(names.user)
    values[.groupName] = pool.value(names.group)
    values[.effectiveUserName] = pool.value(names.effectiveUser)
    values[.effectiveGroupName] = pool.value(names.effectiveGroup)
    values[.loginUserName] = pool.value(names.loginUser)
  }

  @inline(__always)
  private mutating func fillSession(_ number: UInt32) {
    sessions.name(number, from: accounts, at: look)
    let session = sessions[number]
    values[.sessionID] = pool.value(session.id)
    values[.sessionUsers] = pool.value(session.usersText)
    values[.sessionPrograms] = pool.value(session.programsText)
    values[.entryKind] = pool.value(sessions.kind(session))
    values[.entryUserID] = pool.value(session.entryUserID)
    values[.entryUserName] = pool.value(session.entryUserName)
    values[.entryAddress] = pool.value(session.address)
    values[.entryPort] = pool.value(session.port)
    values[.entryTerminal] = pool.value(session.terminal)
    values[.entryTime] = pool.value(session.time)
  }

  @inline(__always)
  private func fillPlace(_ place: Place) {
    values[.containerID] = pool.value(place.container)
    values[.containerRuntime] = pool.value(place.runtime)
    values[.containerName] = pool.value(place.containerName)
    values[.containerImage] = pool.value(place.containerImage)
    values[.podID] = pool.value(place.pod)
    values[.unit] = pool.value(place.unit)
    values[.userUnit] = pool.value(place.userUnit)
    values[.slice] = pool.value(place.slice)
  }

  /// Whose files have the names of a task's users.
  @inline(__always)
  func root(of task: ev_task) -> NameRoot {
    task.mnt_ns == host.mountNamespace || task.mnt_ns == 0
      ? .host
      : NameRoot(mountNamespace: task.mnt_ns, life: task.mnt_ns_life, process: task.tgid)
  }
}
