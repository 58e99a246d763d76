import Events

extension StateFollower {
  func network(_ line: SegmentLine, isPending: Bool) throws(HistoryError) {
    try network.read(line)
    var socket = HostSocket()
    socket.namespace = network.number("net.namespace")
    socket.family = network.text("net.family") ?? ""
    socket.transport = network.text("net.protocol") ?? network.text("net.type") ?? ""
    socket.localAddress = network.text("local.address") ?? network.text("local.path")
    socket.localPort = network.number("local.port")
    socket.since = line.time
    if line.kind == .netConnect || line.kind == .netAccept || line.kind == .netClose {
      socket.remoteAddress = network.text("remote.address")
      socket.remotePort = network.number("remote.port")
      socket.remoteName = network.text("remote.name")
    }
    if line.kind == .netClose {
      return state.end(socket.ends, of: actorID, at: line.time)
    }
    guard let process = try known(line) else { return }
    socket.maker = process.id
    let descriptor = network.number("net.descriptor")
    switch line.kind {
    case .netListen:
      socket.stage = .listening
      state.note(socket, of: process.id, descriptor: descriptor)
    case .netBind, .netRaw: state.note(socket, of: process.id, descriptor: descriptor)
    default:
      socket.stage = isPending ? .connecting : .connected
      // The ends of others than TCP's connections are not told: they would be connected for ever.
      if socket.transport == "tcp" {
        state.connect(socket, of: process.id, descriptor: descriptor)
      } else if line.kind == .netConnect {
        state.aim(socket, of: process.id)
      }
    }
  }
}
