internal import CEventABI

/// Sockets: connections from their beginning to their end, and messages without one.
enum NetworkEvents {
  static let all = [connect, connects, send, accept, bind, listen, close, raw]

  static let connect = EventDefinition(
    .netConnect, "net.connect", family: .network, lane: .bulk, record: ev_net.self,
    summary: """
      A process connected a socket, or tried to. Of many that are equal the first of each second are \
      told, and the others counted in `net.connects`.
      """,
    hooks: [
      connecting,
      tcpStates,
    ],
    callerFields: [address],
    fields: socket(\ev_net.socket) + [EnrichedField.remote, remotePath(\ev_net.remote_path)]
      + Field.result(\ev_net.result))

  static let send = EventDefinition(
    .netSend, "net.send", family: .network, lane: .bulk, record: ev_net.self,
    summary: """
      A process sent a message through a socket that is not connected, or a whole packet. Packets \
      that are written with `write`, by AF_XDP or by a ring that the sender shares with the kernel \
      are not told, or, of the latter, not what they say: `net.raw` tells of the socket.
      """,
    hooks: [sending],
    callerFields: [
      CallerFields(EV_CALLER_ADDRESS, "remote.address", "remote.port"),
      CallerFields(EV_CALLER_DATA, "packet"),
    ],
    fields: socket(\ev_net.socket) + [EnrichedField.remote] + Field.result(\ev_net.result) + [
      .number("net.bytes", \ev_net.bytes, "Bytes sent.")
    ] + packet)

  /// Messages, those to name servers too.
  static let sending = Hook.callExits("net_send", [.sendto, .sendmsg, .sendmmsg])

  /// What becomes of TCP sockets: a connection's first packet says what it is to and whose it is, its
  /// last change that it has ended.
  static let tcpStates = Hook.tracepoint("net_state")

  /// The kernel's copy of the address is what was connected to: where connect's own function is not
  /// to be had, it is taken when the security modules are asked.
  private static let connecting = Hook(
    "net_connect",
    [
      Way(
        .fentry,
        [
          .function(
            program: "net_connect__file",
            KernelFunction(
              "__sys_connect_file", of: "file", "sockaddr_storage", trigger: .connect))
        ]),
      Way(
        .fentry,
        Way.functionExits("net_connect", [.connect]) + [
          .function(program: "net_connect_asked", askedAddress)
        ], blind: [.ioUring, .compat]),
      Way(
        .lsm,
        [
          .callExits(program: "net_connect", calls: [.connect]),
          .function(program: "net_connect_asked__lsm", askedAddress),
        ], blind: [.ioUring, .compat]),
      Way(
        .kprobe,
        [
          Way.returns("net_connect", [.connect]),
          .entry(program: "net_connect_asked__kprobe", askedAddress),
        ], blind: [.ioUring, .compat, .silentMisses]),
      Way(
        .tracepoint, [.callExits(program: "net_connect", calls: [.connect])],
        blind: [.ioUring, .compat, .callersAddress]),
    ])

  private static let askedAddress = KernelFunction(
    "security_socket_connect", of: "socket", "sockaddr", trigger: .connect)

  private static let address = CallerFields(
    EV_CALLER_ADDRESS, "remote.address", "remote.port", "remote.path")

  /// What the first bytes of a message say that was sent with its own packet headers.
  private static let packet: [Field] = [
    packetField("protocol", .string, .protocol, "the protocol on top of IP"),
    packetField("source_port", .number, .sourcePort, "the port of this end"),
    packetField("destination_port", .number, .destinationPort, "the port of the other end"),
    packetField("destination", .string, .destination, "the IP address of the other end"),
  ]

  private static func packetField(
    _ name: String, _ type: FieldType, _ part: PacketPart, _ summary: String
  ) -> Field {
    Field(
      "packet.\(name)", type,
      .packet(
        at: recordOffset(of: \ev_net.packet),
        socket: SocketOffsets(
          family: recordOffset(of: \ev_net.socket.family),
          type: recordOffset(of: \ev_net.socket.type),
          protocol: recordOffset(of: \ev_net.socket.protocol)),
        part),
      "Message of a raw or packet socket: \(summary), read from its own headers.")
  }
}
