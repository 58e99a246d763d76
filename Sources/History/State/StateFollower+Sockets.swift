import Events

extension StateFollower {
  func network(_ line: SegmentLine, isPending: Bool) throws(HistoryError) {
    var socket = HostSocket()
    socket.namespace = fields.number("net.namespace")
    socket.family = fields.text("net.family") ?? ""
    socket.transport = fields.text("net.protocol") ?? fields.text("net.type") ?? ""
    socket.localAddress = fields.text("local.address") ?? fields.text("local.path")
    socket.localPort = fields.number("local.port")
    socket.since = line.time
    if line.kind == .netConnect || line.kind == .netAccept || line.kind == .netClose {
      socket.remoteAddress = fields.text("remote.address")
      socket.remotePort = fields.number("remote.port")
      socket.remoteName = fields.text("remote.name")
    }
    if line.kind == .netClose {
      return state.end(socket.ends, of: actorID, at: line.time)
    }
    guard let process = try known(line) else { return }
    socket.maker = process.id
    let descriptor = fields.number("net.descriptor")
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
