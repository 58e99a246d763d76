/// A socket with the processes that have it.
public struct OwnedSocket: Sendable, Equatable {
  /// The socket.
  public var socket: HostSocket
  /// Who has it, the lowest number first.
  public var owners: [SocketOwner]
}

/// A process that has a socket.
public struct SocketOwner: Sendable, Equatable {
  /// The process.
  public var process: HostProcess
  /// The descriptor, if it was told.
  public var descriptor: Int64?
  /// False: it has run another program since it got the socket, which may have closed it.
  public var isSure: Bool
}

extension HostState {
  /// All sockets that are listened on, connected, or have an address, with who has them.
  ///
  /// A socket of TCP that has an address and nothing else is none of them: `ss` does not show it either.
  public var ownedSockets: [OwnedSocket] {
    var owners: [Int64: [SocketOwner]] = [:]
    for process in processes.values {
      for held in process.held where sockets[held.socket] != nil {
        owners[held.socket, default: []].append(
          SocketOwner(process: process, descriptor: held.descriptor, isSure: held.isSure))
      }
    }
    return sockets.values.filter { $0.transport != "tcp" || $0.stage != .bound }
      .sorted { $0.key < $1.key }
      .map { socket in
        OwnedSocket(
          socket: socket,
          owners: (owners[socket.key] ?? []).sorted { $0.process.pid < $1.process.pid })
      }
  }

  // MARK: - What events do to them

  /// A socket got an address or began to listen.
  mutating func note(_ socket: HostSocket, of process: String, descriptor: Int64?) {
    guard processes[process] != nil else { return }
    // One that is there already changes what it is used for.
    if let descriptor,
      let known = processes[process]?.held.first(where: { $0.descriptor == descriptor })?.socket,
      let old = sockets[known], old.transport == socket.transport, old.family == socket.family,
      !old.isConnection, old.localAddress == socket.localAddress,
      old.localPort == socket.localPort
    {
      var changed = socket
      changed.key = known
      changed.holders = old.holders
      sockets[known] = changed
      return
    }
    add(socket, to: process, descriptor: descriptor)
  }

  /// A connection was made or asked for.
  mutating func connect(_ socket: HostSocket, of process: String, descriptor: Int64?) {
    guard processes[process] != nil else { return }
    if let index = earlyEnds.firstIndex(where: { $0.ends == socket.ends }) {
      let end = earlyEnds.remove(at: index)
      if socket.since - end.time < Self.earlyEndSpan { return }
    }
    // A client that chose its own port.
    release(
      process,
      where: { !$0.isConnection && $0.transport == "tcp" && $0.stage == .bound }, at: socket)
    if let known = connections[socket.ends] { remove(known) }
    add(socket, to: process, descriptor: descriptor)
  }

  /// A datagram socket that has an address got another end.
  mutating func aim(_ socket: HostSocket, of process: String) {
    let known = processes[process]?.held.first {
      guard let old = sockets[$0.socket] else { return false }
      return old.transport == socket.transport && old.localPort == socket.localPort
        && old.localPort != nil && old.namespace == socket.namespace
    }
    guard let known, var old = sockets[known.socket] else { return }
    old.localAddress = socket.localAddress
    old.remoteAddress = socket.remoteAddress
    old.remotePort = socket.remotePort
    old.remoteName = socket.remoteName
    old.stage = .connected
    sockets[known.socket] = old
  }

  /// A connection ended.
  mutating func end(_ ends: SocketEnds, of process: String?, at time: Int64) {
    guard let key = connections[ends] else {
      earlyEnds.append(EarlyEnd(ends: ends, time: time))
      if earlyEnds.count > Self.earlyEndLimit { earlyEnds.removeFirst() }
      return
    }
    remove(key)
    if let process { processes[process]?.held.removeAll { $0.socket == key } }
  }

  /// A new process has what the one that made it has.
  mutating func inherit(_ process: inout HostProcess, from parent: HostProcess) {
    process.held = parent.held.filter { sockets[$0.socket] != nil }
    for held in process.held { sockets[held.socket]?.holders += 1 }
  }

  /// Nobody can tell which sockets another program was given.
  mutating func doubtSockets(of process: String) {
    guard var held = processes[process]?.held, !held.isEmpty else { return }
    for index in held.indices { held[index].isSure = false }
    processes[process]?.held = held
  }

  /// Lets go what a process has that ended.
  mutating func release(_ held: [HeldSocket]) {
    for held in held { release(held) }
  }

  /// Calls take so long at most that return after what they began is over.
  private static let earlyEndSpan: Int64 = 1_000_000_000
  private static let earlyEndLimit = 64

  private mutating func add(_ socket: HostSocket, to process: String, descriptor: Int64?) {
    // The number is in use for something else: what had it was closed.
    if let descriptor,
      let index = processes[process]?.held.firstIndex(where: { $0.descriptor == descriptor }),
      let held = processes[process]?.held.remove(at: index)
    {
      release(held)
    }
    var socket = socket
    socket.key = nextSocket
    socket.holders = 1
    nextSocket += 1
    sockets[socket.key] = socket
    if socket.isConnection { connections[socket.ends] = socket.key }
    processes[process]?.held.append(HeldSocket(socket: socket.key, descriptor: descriptor))
  }

  private mutating func release(
    _ process: String, where isMeant: (HostSocket) -> Bool, at other: HostSocket
  ) {
    guard let held = processes[process]?.held else { return }
    for held in held {
      guard let socket = sockets[held.socket], isMeant(socket),
        socket.localPort == other.localPort, socket.namespace == other.namespace
      else { continue }
      remove(held.socket)
      processes[process]?.held.removeAll { $0.socket == held.socket }
    }
  }

  private mutating func release(_ held: HeldSocket) {
    guard var socket = sockets[held.socket] else { return }
    socket.holders -= 1
    sockets[held.socket] = socket
    // A connection may outlive who had it; its end is told.
    if socket.holders <= 0, !socket.isConnection { remove(held.socket) }
  }

  private mutating func remove(_ key: Int64) {
    guard let socket = sockets.removeValue(forKey: key) else { return }
    if connections[socket.ends] == key { connections[socket.ends] = nil }
  }
}
