import History

extension MomentView {
  /// As `ss -tunap`.
  func writeSockets() throws {
    let sockets = state.ownedSockets.filter { owned in
      selection.isAll || owned.owners.contains { selection.means($0.process) }
    }
    let columns: [TextTable.Column] = [
      .init("NETID"), .init("STATE"), .init("LOCAL"), .init("PEER"), .init("SINCE"),
      .init("PROCESS"),
    ]
    try write(sockets, columns) { owned in
      let socket = owned.socket
      return [
        TextTable.Cell(socket.transport), TextTable.Cell(Self.state(of: socket)),
        TextTable.Cell(Self.end(socket, socket.localAddress, socket.localPort)),
        TextTable.Cell(peer(of: socket)), clock(socket.since),
        TextTable.Cell(owned.owners.map(Self.text).joined(separator: ",")),
      ]
    } json: { owned in
      Self.json(owned)
    }
  }

  /// One line: what it is, and between whom.
  static func text(_ owned: OwnedSocket) -> String {
    let socket = owned.socket
    let local = end(socket, socket.localAddress, socket.localPort)
    let remote = end(socket, socket.remoteAddress, socket.remotePort)
    let ends = socket.remoteAddress == nil ? local : "\(local) → \(remote)"
    return "\(socket.transport) \(state(of: socket)) \(ends) "
      + owned.owners.map(text).joined(separator: ",")
  }

  static func json(_ owned: OwnedSocket) -> JSONLine {
    let socket = owned.socket
    var line = JSONLine()
    line.add("net.family", socket.family)
    line.add("net.protocol", socket.transport)
    line.add("net.namespace", socket.namespace)
    line.add("net.state", state(of: socket))
    line.add("local.\(socket.family == "unix" ? "path" : "address")", socket.localAddress)
    line.add("local.port", socket.localPort)
    line.add("remote.address", socket.remoteAddress)
    line.add("remote.port", socket.remotePort)
    line.add("remote.name", socket.remoteName)
    line.add("since", time: socket.since)
    line.add("made_by", socket.maker)
    line.add(
      "owners",
      owned.owners.map { owner in
        var line = JSONLine()
        line.add("process.id", owner.process.id)
        line.add("process.pid", owner.process.pid)
        line.add("process.comm", owner.process.name)
        line.add("user.id", owner.process.person.userID)
        line.add("descriptor", owner.descriptor)
        line.add("perhaps", isSet: !owner.isSure)
        return line
      })
    return line
  }

  /// In the words of `ss`.
  static func state(of socket: HostSocket) -> String {
    switch socket.stage {
    case .bound: "UNCONN"
    case .listening: "LISTEN"
    case .connecting: "SYN-SENT"
    case .connected: "ESTAB"
    }
  }

  static func end(_ socket: HostSocket, _ address: String?, _ port: Int64?) -> String {
    guard socket.family != "unix" else { return address ?? "" }
    let address = address ?? "*"
    let port = port.map(String.init) ?? "*"
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }

  private func peer(of socket: HostSocket) -> String {
    let end = Self.end(socket, socket.remoteAddress, socket.remotePort)
    return socket.remoteName.map { "\(end) (\($0))" } ?? end
  }

  private static func text(_ owner: SocketOwner) -> String {
    let descriptor = owner.descriptor.map { ",fd=\($0)" } ?? ""
    return "\(owner.process.name)(\(owner.process.pid)\(descriptor))\(owner.isSure ? "" : "?")"
  }
}
