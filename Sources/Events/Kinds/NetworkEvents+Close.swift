internal import CEventABI

/// The end of connections.
extension NetworkEvents {
  static let close = EventDefinition(
    .netClose, "net.close", family: .network, lane: .bulk, record: ev_net_close.self,
    summary: """
      A TCP connection ended, or a try that did not wait for its outcome came to nothing. Told of \
      the process that connected or accepted, as it was then, wherever the socket has gone since; \
      where nobody is known (`net.origin`), as of a connection from before the start, `process` is \
      number 0 and nobody. Both ends of a connection within the host are told, each for itself.
      """,
    hooks: [tcpStates, accepting],
    fields: socket(\ev_net_close.socket) + [
      EnrichedField.remote,
      .named(
        "net.origin", \ev_net_close.origin, .connectionOrigins,
        "How the process came by the connection: `connect`, `accept`, or `unknown`."),
      Field(
        "net.start", .time, .time(at: recordOffset(of: \ev_net_close.since_ns)),
        "When it was connected (the first packet) or accepted.",
        when: .nonzero(\ev_net_close.since_ns)),
      .number(
        "net.duration", \ev_net_close.duration_ns, "Nanoseconds from then to the end.",
        when: .nonzero(\ev_net_close.since_ns)),
      .named(
        "net.state", \ev_net_close.state, .tcpStates,
        "The state that it was in at the end: `syn_sent` was never a connection."),
      .number(
        "net.sent", \ev_net_close.sent, "Bytes sent that the other end has acknowledged.",
        when: notTried),
      .number(
        "net.received", \ev_net_close.received,
        "Bytes that came in their order, read by the process or not.", when: notTried),
    ] + Field.result(\ev_net_close.result))

  private static let notTried = Presence.differs(\ev_net_close.state, from: 2)
}
