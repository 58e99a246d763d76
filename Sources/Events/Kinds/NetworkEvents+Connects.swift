internal import CEventABI

/// Connects that are not told one by one.
extension NetworkEvents {
  static let connects = EventDefinition(
    .netConnects, "net.connects", family: .network, lane: .bulk, record: ev_net_connects.self,
    summary: """
      A process connected to one place, or tried to, more often in a second than is told one by one: \
      the first 32 are events `net.connect` (`--connect-repeats`), the others are counted here. \
      A place is the socket's family, type, protocol and network namespace and the other end's \
      address, port and interface, or its path; the result is that of each. Not told of them are the \
      local ends, and when each was. The process is as it was at the first of them. Told up to three \
      seconds after that, or when the sensor ends. Each connection still has its `net.close`.
      """,
    hooks: connect.hooks,
    callerFields: connect.callerFields,
    fields: nature(\ev_net_connects.socket) + remoteEnd(\ev_net_connects.socket) + [
      EnrichedField.remote, remotePath(\ev_net_connects.remote_path),
      .number("net.count", \ev_net_connects.count, "How many were counted."),
      .time("net.from", \ev_net_connects.from_ns, "When the first of them was."),
      .time("net.to", \ev_net_connects.to_ns, "When the last of them was."),
    ] + Field.result(\ev_net_connects.result))
}
