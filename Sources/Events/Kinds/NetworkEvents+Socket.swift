internal import CEventABI

/// What records say of a socket.
extension NetworkEvents {
  /// What it is, and its two ends.
  static func socket<Record>(_ path: KeyPath<Record, ev_socket>) -> [Field] {
    nature(path) + end("local", path.appending(path: \.local), "This end") + remoteEnd(path)
  }

  /// What it is.
  static func nature<Record>(_ path: KeyPath<Record, ev_socket>) -> [Field] {
    let protocolPath = path.appending(path: \.protocol)
    return [
      .named(
        "net.family", path.appending(path: \.family), .addressFamilies,
        "The socket's address family."),
      .named("net.type", path.appending(path: \.type), .socketTypes, "The socket's type."),
      Field(
        "net.protocol", .string,
        .internetProtocol(
          at: recordOffset(of: protocolPath),
          family: recordOffset(of: path.appending(path: \.family))),
        "The socket's protocol.", when: .nonzero(protocolPath)),
      .number("net.namespace", path.appending(path: \.net_ns), "The network namespace."),
    ]
  }

  /// The other of its ends.
  static func remoteEnd<Record>(_ path: KeyPath<Record, ev_socket>) -> [Field] {
    end("remote", path.appending(path: \.remote), "The other end") + [
      scope("remote", path.appending(path: \.remote.scope), "The other end")
    ]
  }

  private static func end<Record>(
    _ name: String, _ path: KeyPath<Record, ev_endpoint>, _ summary: String
  ) -> [Field] {
    let offset = recordOffset(of: path)
    return [
      Field("\(name).address", .string, .address(endpoint: offset), "\(summary): IP address."),
      Field("\(name).port", .number, .port(endpoint: offset), "\(summary): port."),
    ]
  }

  static func scope<Record>(
    _ name: String, _ path: KeyPath<Record, UInt32>, _ summary: String
  ) -> Field {
    .number(
      "\(name).scope", path, "\(summary): index of the network interface.", when: .nonzero(path))
  }

  static func remotePath<Record>(_ path: KeyPath<Record, ev_str>) -> Field {
    self.path("remote", path, "The other end")
  }

  static func localPath<Record>(_ path: KeyPath<Record, ev_str>) -> Field {
    self.path("local", path, "This end")
  }

  private static func path<Record>(
    _ name: String, _ path: KeyPath<Record, ev_str>, _ summary: String
  ) -> Field {
    Field(
      "\(name).path", .string, .socketPath(at: recordOffset(of: path)),
      "\(summary): path of a unix socket, or `@` and its abstract name.")
  }
}
