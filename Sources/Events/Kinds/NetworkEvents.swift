internal import CEventABI

/// Sockets: connected, or used without a connection.
enum NetworkEvents {
  static let all = [connect, send]

  static let connect = EventDefinition(
    .netConnect, "net.connect", family: .network, lane: .bulk, record: ev_net.self,
    summary: "A process connected a socket, or tried to.",
    hooks: [
      connecting,
      .tracepoint("net_connect_state"),
    ],
    callerFields: [address],
    fields: socket + Field.result(\ev_net.result))

  static let send = EventDefinition(
    .netSend, "net.send", family: .network, lane: .bulk, record: ev_net.self,
    summary: "A process sent a message through a socket that is not connected.",
    hooks: [.callExits("net_send", [.sendto, .sendmsg, .sendmmsg])],
    callerFields: [address, CallerFields(EV_CALLER_DATA, "packet")],
    fields: socket + Field.result(\ev_net.result) + [
      .number("net.bytes", \ev_net.bytes, "Bytes sent.")
    ] + packet)

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

  private static let socket: [Field] =
    [
      .named("net.family", \ev_net.family, .addressFamilies, "The socket's address family."),
      .named("net.type", \ev_net.type, .socketTypes, "The socket's type."),
      Field(
        "net.protocol", .string,
        .internetProtocol(
          at: recordOffset(of: \ev_net.protocol), family: recordOffset(of: \ev_net.family)),
        "The socket's protocol.", when: .nonzero(\ev_net.protocol)),
      .number("net.namespace", \ev_net.net_ns, "The network namespace."),
    ] + endpoint("local", \ev_net.local, "This end")
    + endpoint("remote", \ev_net.remote, "The other end")
    + [
      .number(
        "remote.scope", \ev_net.remote.scope, "The other end: index of the network interface.",
        when: .nonzero(\ev_net.remote.scope)),
      Field(
        "remote.path", .string, .socketPath(at: recordOffset(of: \ev_net.remote_path)),
        "The other end: path of a unix socket, or `@` and its abstract name."),
    ]

  private static func endpoint(
    _ name: String, _ path: KeyPath<ev_net, ev_endpoint>, _ summary: String
  ) -> [Field] {
    let offset = recordOffset(of: path)
    return [
      Field("\(name).address", .string, .address(endpoint: offset), "\(summary): IP address."),
      Field("\(name).port", .number, .port(endpoint: offset), "\(summary): port."),
    ]
  }

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
          family: recordOffset(of: \ev_net.family), type: recordOffset(of: \ev_net.type),
          protocol: recordOffset(of: \ev_net.protocol)),
        part),
      "Message of a raw or packet socket: \(summary), read from its own headers.")
  }
}
