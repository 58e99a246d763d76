internal import CEventABI

/// Sockets at the receiving end, and those for whole packets.
extension NetworkEvents {
  static let accept = EventDefinition(
    .netAccept, "net.accept", family: .network, lane: .bulk, record: ev_net_call.self,
    summary: """
      A process accepted a connection, or tried to. The ends are those of the connection; where it \
      failed, `local` is where the socket listens. That nobody was waiting is no event.
      """,
    hooks: [accepting],
    fields: socket(\ev_net_call.socket) + [
      EnrichedField.remote, localPath(\ev_net_call.local_path),
      remotePath(\ev_net_call.remote_path),
      descriptor(\ev_net_call.fd, "The number of the connection's descriptor."),
    ] + Field.result(\ev_net_call.result))

  static let bind = EventDefinition(
    .netBind, "net.bind", family: .network, lane: .bulk, record: ev_net_call.self,
    summary: """
      A process gave a socket an address, or tried to. Netlink sockets, which every look-up of an \
      interface binds, are left out.
      """,
    hooks: [.callExits("net_bind", [.bind])],
    callerFields: [
      CallerFields(EV_CALLER_ADDRESS, "local.address", "local.port", "local.scope", "local.path")
    ],
    fields: socket(\ev_net_call.socket) + [
      scope("local", \ev_net_call.socket.local.scope, "This end"),
      localPath(\ev_net_call.local_path),
      descriptor(\ev_net_call.fd, "The number of the socket's descriptor."),
    ] + Field.result(\ev_net_call.result))

  static let listen = EventDefinition(
    .netListen, "net.listen", family: .network, lane: .bulk, record: ev_net_call.self,
    summary: "A process began to listen for connections, or tried to.",
    hooks: [.callExits("net_listen", [.listen])],
    fields: socket(\ev_net_call.socket) + [
      localPath(\ev_net_call.local_path),
      descriptor(\ev_net_call.fd, "The number of the socket's descriptor."),
      .number(
        "net.backlog", \ev_net_call.backlog,
        "Connections that may wait to be accepted; where it failed, as asked for."),
    ] + Field.result(\ev_net_call.result))

  static let raw = EventDefinition(
    .netRaw, "net.raw", family: .network, lane: .bulk, record: ev_net_call.self,
    summary: """
      A process made a socket for whole packets (`packet`, `xdp`, or of type `raw`), or tried to: \
      what sniffs, and what sends packets of its own making, as a scan without connections.
      """,
    hooks: [.callExits("net_raw", [.socket])],
    fields: socket(\ev_net_call.socket) + [
      descriptor(\ev_net_call.fd, "The number of the socket's descriptor.")
    ] + Field.result(\ev_net_call.result))

  static let accepting = Hook.callExits("net_accept", [.accept, .accept4])

  private static func descriptor(
    _ path: KeyPath<ev_net_call, Int32>, _ summary: String
  ) -> Field {
    .number("net.descriptor", path, summary, when: .nonnegative(path))
  }
}
