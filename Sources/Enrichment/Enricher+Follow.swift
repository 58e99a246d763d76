import CEventABI
import Events

/// How the table follows what the records tell.
extension Enricher {
  /// Takes a record in.
  ///
  /// - Returns: the acting process's place in the table; 0 where nobody acts.
  mutating func follow(_ record: RawSpan, _ header: ev_header) -> UInt32 {
    guard header.task.tgid != 0 else { return 0 }
    let place = processes.find(Life(pid: header.task.tgid, start: header.task.start_ns))
    let actor = place != 0 ? place : meet(header.task)
    switch EventKind(rawValue: header.kind) {
    case .processExec: runImage(record, actor, isNew: true)
    case .processSnapshot: runImage(record, actor, isNew: false)
    case .processFork: fork(record, actor)
    case .processExit: processes.end(actor, at: header.boot_ns)
    case .netAccept: accept(record, actor)
    default: break
    }
    if processes[actor].cgroupID != header.task.cgroup_id { move(actor, to: header.task.cgroup_id) }
    return actor
  }

  /// Takes the processes in that run already: their records, of kind process.snapshot.
  ///
  /// Parents before children, so that each can say how it came in. What the first process has is what
  /// others are apart from.
  ///
  /// - Parameters:
  ///   - records: the records.
  ///   - peer: finds who is connected to a server that has let somebody in: a process by its number
  ///     and its start in nanoseconds since boot.
  public mutating func adopt(
    _ records: [[UInt8]],
    peer: (_ process: UInt32, _ start: UInt64) -> RemotePeer? = { _, _ in nil }
  ) {
    let known = records.compactMap { record in
      // Safety: records are plain bytes.
      unsafe record.span.bytes.head(as: ev_header.self).map { (header: $0, record: record) }
    }
    if let first = known.first(where: { $0.header.task.tgid == 1 })?.header.task {
      host.mountNamespace = first.mnt_ns
      host.pidNamespace = first.pid_ns
      look += 1
    }
    for (header, record) in known.sorted(by: { $0.header.task.start_ns < $1.header.task.start_ns })
    {
      let place = unsafe follow(record.span.bytes, header)
      let process = processes[place]
      if process.program.isRemote, process.peerAddress.isNone,
        let peer = peer(process.life.pid, process.life.start)
      {
        setPeer(place, peer)
      }
    }
    releaseRemoved()
  }

  /// Adds a process of which nothing is known but that it acts.
  private mutating func meet(_ task: ev_task) -> UInt32 {
    let parent = parent(of: task)
    let place = processes.add(Life(pid: task.tgid, start: task.start_ns), parent: parent)
    processes[place].isStranger = true
    inherit(from: parent, by: place)
    releaseRemoved()
    return place
  }

  /// A task's parent, 0 where it has none.
  ///
  /// It is added where it is not known, so that its other children find it.
  private mutating func parent(of task: ev_task) -> UInt32 {
    guard task.parent_tgid != 0 else { return 0 }
    let life = Life(pid: task.parent_tgid, start: task.parent_start_ns)
    let known = processes.find(life)
    if known != 0 { return known }
    let place = processes.add(life, parent: 0)
    processes[place].isStranger = true
    return place
  }

  private mutating func fork(_ record: RawSpan, _ actor: UInt32) {
    guard let fork = record.head(as: ev_process_fork.self) else { return }
    let life = Life(pid: fork.child_tgid, start: fork.child_start_ns)
    // Who asked for a sibling is not its parent, but gave it its image.
    var parent = actor
    let parentLife = Life(pid: fork.child_parent_tgid, start: fork.child_parent_start_ns)
    if processes[actor].life != parentLife {
      let other = processes.find(parentLife)
      if other != 0 { parent = other }
    }
    var child = processes.find(life)
    if child == 0 {
      child = processes.add(life, parent: parent)
    } else {
      // It acted before its fork was told.
      processes.setParent(parent, of: child)
      guard processes[child].isStranger else { return }
      forget(child)
    }
    processes[child].isStranger = processes[actor].isStranger
    processes[child].ownPID = fork.child_pid_ns_pid
    inherit(from: actor, by: child)
    releaseRemoved()
  }

  /// Whom a server to which people come has let in: what it forks next is for them.
  private mutating func accept(_ record: RawSpan, _ actor: UInt32) {
    guard processes[actor].program.isRemote, let call = record.head(as: ev_net_call.self),
      call.result >= 0, let address = call.socket.remoteText
    else { return }
    setPeer(actor, RemotePeer(address: address, port: call.socket.remote.port))
  }

  private mutating func setPeer(_ place: UInt32, _ peer: RemotePeer) {
    forgetPeer(place)
    processes[place].peerAddress = pool.string(peer.address)
    processes[place].peerPort = pool.verbatim("\(peer.port)")
  }

  /// The child of a server is for whom its parent has let in.
  private mutating func inheritPeer(from parent: UInt32, by child: UInt32) {
    guard processes[parent].program.isRemote, processes[child].peerAddress.isNone else { return }
    processes[child].peerAddress = pool.retain(processes[parent].peerAddress)
    processes[child].peerPort = pool.retain(processes[parent].peerPort)
  }

  /// What a child has from whom it was forked by.
  private mutating func inherit(from parent: UInt32, by child: UInt32) {
    guard parent != 0 else { return }
    let from = processes[parent]
    processes[child].executable = pool.retain(from.executable)
    processes[child].program = from.program
    processes[child].session = from.session
    sessions.retain(from.session)
    processes[child].place = from.place
    processes[child].cgroupID = from.cgroupID
    places.retain(from.place)
    inheritPeer(from: parent, by: child)
  }

  /// A process runs another program, or is told of with the one that it runs.
  private mutating func runImage(_ record: RawSpan, _ place: UInt32, isNew: Bool) {
    guard let image = record.head(as: ev_process_exec.self), image.result == 0 else { return }
    let before = processes[place]
    if image.traits & EV_EXE_UNKNOWN == 0 {
      let path = record.withText(image.exe) { (pool.string($0), Program(path: $0)) }
      processes[place].executable = path.0
      processes[place].program = path.1
    } else {
      pool.retain(before.executable)
    }
    // It is needed until the end: by what a session was entered.
    defer { pool.release(before.executable) }
    processes[place].isStranger = false
    processes[place].isOutside = image.traits & EV_EXE_OUTSIDE != 0
    if image.pid_ns_pid != 0 { processes[place].ownPID = image.pid_ns_pid }
    if isNew { processes[place].generation += 1 }
    enter(record, image, place)
    if !isNew {
      processes.setParent(parent(of: image.h.task), of: place)
      inheritPeer(from: processes[place].parent, by: place)
      if processes[place].session == 0, image.traits & EV_EXE_KTHREAD == 0 {
        let session = processes[processes[place].parent].session
        processes[place].session = session
        sessions.retain(session)
      }
    }
    guard image.traits & EV_EXE_KTHREAD == 0 else { return }
    // By whom the user was changed: what ran in this process before; of one that was there
    // already that is not known, but what its parent runs.
    let parent = processes[place].parent
    let program = isNew ? before.executable : processes[parent].executable
    decideSession(place, image, by: program)
    if !processes[place].program.isRemote { forgetPeer(place) }
  }

  /// Enters the control group of an image.
  private mutating func enter(_ record: RawSpan, _ image: ev_process_exec, _ place: UInt32) {
    let cgroupID = image.h.task.cgroup_id
    let group = record.withText(image.cgroup) { places.enter(path: $0, cgroupID: cgroupID) }
    places.release(processes[place].place)
    processes[place].place = group
    processes[place].cgroupID = cgroupID
    if group != 0 { ask(group, by: image.h.task.tgid) }
  }

  /// Asks for the container of a control group, once.
  private mutating func ask(_ group: UInt32, by process: UInt32) {
    guard let identity = places.unasked(group), let container = identity.container else { return }
    let refused = containers.refusedRequests
    containers.ask(container: container, userID: identity.userID, process: process)
    if containers.refusedRequests == refused { places.setAsked(group) }
  }

  /// A process was put into another control group: what that says is known if anybody's image was.
  private mutating func move(_ place: UInt32, to cgroupID: UInt64) {
    let group = places.enter(cgroupID: cgroupID)
    places.release(processes[place].place)
    processes[place].place = group
    processes[place].cgroupID = cgroupID
  }

  /// Whether an image begins a session, or changes the user of the one that it is in.
  private mutating func decideSession(_ place: UInt32, _ image: ev_process_exec, by program: TextID)
  {
    let task = image.h.task
    let process = processes[place]
    if let kind = entry(place, image) {
      sessions.release(process.session)
      processes[place].session = sessions.begin(
        kind, leader: process, task: task, root: root(of: task), by: program)
    } else if process.session != 0, sessions[process.session].user != task.uid {
      processes[place].session = sessions.change(process.session, user: task.uid, by: program)
    }
  }

  /// How a process comes into the system, if it does so with this image.
  private func entry(_ place: UInt32, _ image: ev_process_exec) -> EntryKind? {
    let process = processes[place]
    let parent = processes[process.parent]
    let leads = process.session != 0 && sessions[process.session].leader == process.life

    let container = process.place == 0 ? TextID.none : places[process.place].container
    if !container.isNone, process.parent == 0 || places[parent.place].container != container {
      // A runtime's own image has begun it already.
      let isInside = leads && [.container, .containerExec].contains(sessions[process.session].kind)
      if isInside { return nil }
      return process.ownPID == 1 ? .container : .containerExec
    }
    if leads || process.parent == 0 { return nil }
    // A server's own parts come in nowhere.
    let isPart = process.program == parent.program && parent.program != .other
    if isPart, parent.program != .serviceManager { return nil }
    switch parent.program {
    case .ssh:
      // What sshd runs before somebody is in (AuthorizedKeysCommand) leads no session.
      if image.session == process.life.pid { return .ssh }
    case .telnet: return .telnet
    case .login: return .console
    case .graphical: return .graphical
    case .cron: return .cron
    case .serviceManager, .other: break
    }
    if parent.life.pid == 1, process.program != .serviceManager || image.session == process.life.pid
    {
      guard process.place != 0, !places[process.place].unit.isNone else { return .boot }
      return process.program == .serviceManager ? .userManager : .service
    }
    if parent.life.pid == 2, image.traits & EV_EXE_KTHREAD == 0 { return .kernel }
    return nil
  }

  private mutating func forgetPeer(_ place: UInt32) {
    pool.release(processes[place].peerAddress)
    pool.release(processes[place].peerPort)
    processes[place].peerAddress = .none
    processes[place].peerPort = .none
  }

  /// Takes back what a process has from others.
  private mutating func forget(_ place: UInt32) {
    release(processes[place])
    processes[place].executable = .none
    processes[place].generation = 0
    processes[place].session = 0
    processes[place].place = 0
    processes[place].peerAddress = .none
    processes[place].peerPort = .none
  }

  /// Releases what those had that have left the table.
  mutating func releaseRemoved() {
    for process in processes.takeRemoved() { release(process) }
  }

  private mutating func release(_ process: Process) {
    pool.release(process.executable)
    pool.release(process.peerAddress)
    pool.release(process.peerPort)
    sessions.release(process.session)
    places.release(process.place)
  }
}
