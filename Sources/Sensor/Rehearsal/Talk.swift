import Glibc

/// An act with sockets, all of them this host's own.
struct Talk {
  /// What the act works on, one for each time.
  private(set) var descriptors: [CInt] = []
  /// What only has to be there; the first takes the port that the others talk to.
  private(set) var others: [CInt] = []
  /// Whether everything could be prepared; if not, `errno` says why.
  private(set) var isReady = false

  private let act: Act
  private var place = sockaddr_in()

  /// Of loopback, and nobody else's: a name server of the host is left alone.
  private static let server: UInt32 = 0x7f53_4c42
  private static let loopback: UInt32 = 0x7f00_0001
  private static let serverPort: in_port_t = 53

  /// nil, with `errno`: there is not even a socket.
  init?(_ act: Act, count: Int) {
    self.act = act
    let isDatagram = [.send, .ask, .receiveAnswer, .readAnswer].contains(act)
    let isForServer = isDatagram && act != .send
    let kind = CInt((isDatagram ? SOCK_DGRAM : SOCK_STREAM).rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let peer = socket(AF_INET, kind, 0)
    guard peer >= 0 else { return nil }
    others = [peer]
    let sockets = (0..<count).map { _ in socket(AF_INET, kind, 0) }
    descriptors = sockets
    guard sockets.allSatisfy({ $0 >= 0 }) else { return }

    place = Self.address(
      isForServer ? Self.server : Self.loopback, port: isForServer ? Self.serverPort : 0)
    guard Self.bind(peer, to: place) else { return }
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    guard Self.with(&place, { address, _ in getsockname(peer, address, &size) }) == 0 else {
      return
    }
    switch act {
    case .accept, .disconnect:
      guard Glibc.listen(peer, CInt(count)) == 0, connectAll() else { return }
      guard act == .accept || sockets.allSatisfy(Self.endAtOnce) else { return }
    case .listen:
      guard sockets.allSatisfy({ Self.bind($0, to: Self.address(Self.loopback, port: 0)) }) else {
        return
      }
    case .ask:
      guard connectAll() else { return }
    case .receiveAnswer, .readAnswer:
      guard connectAll(), sockets.allSatisfy({ Self.answer(from: peer, to: $0) }) else { return }
    default: break
    }
    isReady = true
  }

  func perform(on descriptor: CInt) {
    var address = place
    var bytes = [UInt8](repeating: 0, count: 64)
    switch act {
    case .connect: _ = connect(descriptor)
    case .send: _ = Self.with(&address) { CInt(sendto(descriptor, ".", 1, 0, $0, $1)) }
    case .bind: _ = Self.bind(descriptor, to: Self.address(Self.loopback, port: 0))
    case .listen: Glibc.listen(descriptor, 1)
    case .ask: _ = write(descriptor, Self.question, Self.question.count)
    case .receiveAnswer: recv(descriptor, &bytes, bytes.count, 0)
    case .readAnswer: _ = read(descriptor, &bytes, bytes.count)
    default: preconditionFailure("\(act) is not done with a socket of its own")
    }
  }

  static func rawSocket() -> CInt {
    socket(AF_INET, CInt(SOCK_RAW.rawValue) | CInt(SOCK_CLOEXEC.rawValue), CInt(IPPROTO_RAW))
  }

  /// lookback.test, of any type.
  private static let question: [UInt8] =
    [0x4c, 0x42, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 8] + Array("lookback".utf8) + [4]
    + Array("test".utf8) + [0, 0, 255, 0, 1]

  private func connectAll() -> Bool {
    descriptors.allSatisfy { connect($0) == 0 }
  }

  private func connect(_ descriptor: CInt) -> CInt {
    var address = place
    return Self.with(&address) { Glibc.connect(descriptor, $0, $1) }
  }

  /// Has its end reset the connection: it is over when the call is.
  private static func endAtOnce(_ descriptor: CInt) -> Bool {
    var value = linger(l_onoff: 1, l_linger: 0)
    return setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size)) == 0
  }

  private static func answer(from peer: CInt, to descriptor: CInt) -> Bool {
    var client = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    guard with(&client, { address, _ in getsockname(descriptor, address, &size) }) == 0 else {
      return false
    }
    return with(&client) { CInt(sendto(peer, question, question.count, 0, $0, $1)) } > 0
  }

  private static func bind(_ descriptor: CInt, to address: sockaddr_in) -> Bool {
    var address = address
    return with(&address) { Glibc.bind(descriptor, $0, $1) } == 0
  }

  private static func address(_ address: UInt32, port: in_port_t) -> sockaddr_in {
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = address.bigEndian
    place.sin_port = port.bigEndian
    return place
  }

  private static func with(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt {
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
