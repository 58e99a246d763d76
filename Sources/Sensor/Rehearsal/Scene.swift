import CLibBPF
import Capture
import Glibc
import SystemPackage

/// One act: what has to be there first, the act itself as often as asked, and clearing up.
///
/// The three are apart so that nothing but the act is measured.
final class Scene {
  /// Why it cannot be done here.
  private(set) var failure: String?

  private let act: Act
  private let count: Int
  private let stage: Stage
  /// What the act works on, one for each time.
  private var descriptors: [CInt] = []
  /// What only has to be there.
  private var others: [CInt] = []
  private var port = in_port_t(0)
  private let name: String

  init(_ act: Act, count: Int, on stage: Stage) {
    self.act = act
    self.count = count
    self.stage = stage
    name = stage.path(act.rawValue)
    if !prepare() { failure = "\(Errno(rawValue: errno))" }
  }

  /// - Returns: the number of the process that did it.
  func perform() -> pid_t {
    var actor = getpid()
    for round in 0..<count { actor = perform(round) ?? actor }
    if act == .close { descriptors = [] }
    return actor
  }

  func clear() {
    for descriptor in descriptors + others { close(descriptor) }
    descriptors = []
    others = []
  }

  private func prepare() -> Bool {
    switch act {
    case .exec, .failedExec, .fork, .exit, .loadModule, .unloadModule, .open, .symlink,
      .authenticate, .refuseAccount, .openSession, .closeSession:
      return true
    case .connect, .send:
      return prepareSockets(type: act == .connect ? SOCK_STREAM : SOCK_DGRAM)
    case .write, .map, .close:
      descriptors = (0..<count).map { _ in stage.file(act.rawValue) }
      var byte: UInt8 = 0x2e
      // What was never written has no end to be told of.
      if act == .close { return descriptors.allSatisfy { Glibc.write($0, &byte, 1) == 1 } }
      return descriptors.allSatisfy { ftruncate($0, 4096) == 0 }
    case .sendfile:
      others = [stage.file("source")]
      descriptors = (0..<count).map { _ in stage.file(act.rawValue) }
      return others[0] >= 0 && ftruncate(others[0], 4096) == 0 && descriptors.allSatisfy { $0 >= 0 }
    case .rename, .unlink, .link, .chmod, .chown, .truncate:
      others = [stage.file(act.rawValue)]
      return others[0] >= 0
    case .show, .print:
      return prepareTerminal()
    }
  }

  private func perform(_ round: Int) -> pid_t? {
    switch act {
    case .exec, .exit: return Self.spawn()
    case .fork: _ = Self.spawn()
    case .failedExec: Self.execute(Actor.absentProgram)
    case .connect, .send: talk(descriptors[round])
    case .loadModule: _ = clibbpf_system_call(Int(SYS_finit_module), -1)
    case .unloadModule: Self.unloadAbsentModule()
    case .open: closeLater(open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
    case .write: _ = Glibc.write(descriptors[round], ".", 1)
    case .sendfile: _ = Glibc.sendfile(descriptors[round], others[0], nil, 1)
    case .map: map(descriptors[round])
    case .close: close(descriptors[round])
    case .rename:
      let other = name + "d"
      _ = round % 2 == 0 ? Glibc.rename(name, other) : Glibc.rename(other, name)
    case .unlink: Glibc.unlink(name)
    case .link: Glibc.link(name, name + "ed")
    case .symlink: Glibc.symlink("nowhere", name)
    case .chmod: Glibc.chmod(name, 0o600)
    case .chown: Glibc.chown(name, geteuid(), getegid())
    case .truncate: Glibc.truncate(name, 1)
    case .authenticate: StandIn.authenticate.call(service: Actor.loginService)
    case .refuseAccount: StandIn.account.call(service: Actor.loginService)
    case .openSession: StandIn.openSession.call(service: Actor.loginService)
    case .closeSession: StandIn.closeSession.call(service: Actor.loginService)
    case .show:
      var byte = [UInt8](repeating: 0, count: Actor.terminalText.utf8.count)
      _ = read(others[0], &byte, byte.count)
    case .print: show()
    }
    return nil
  }

  private func closeLater(_ descriptor: CInt) {
    if descriptor >= 0 { others.append(descriptor) }
  }
}

/// Processes.
extension Scene {
  /// Runs this program once more: without input it ends at once.
  ///
  /// - Returns: its number, after it has ended.
  fileprivate static func spawn() -> pid_t? {
    let nothing = Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { Glibc.close(nothing) }
    guard let child = try? Actor.start(input: nothing, output: nothing) else { return nil }
    Actor.wait(for: child)
    return child
  }

  fileprivate static func execute(_ program: String) {
    var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), nil]
    defer { for word in words { free(word) } }
    execv("/\(program)", &words)
  }

  fileprivate static func unloadAbsentModule() {
    Actor.absentModule.withCString { name in
      _ = clibbpf_delete_module(name)
    }
  }
}

/// Files.
extension Scene {
  fileprivate func map(_ descriptor: CInt) {
    let memory = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    if let memory, memory != MAP_FAILED { munmap(memory, 4096) }
  }
}

/// Sockets, of this host's own.
extension Scene {
  /// One socket for each time, and one that takes a port of 127.0.0.1 and never listens.
  fileprivate func prepareSockets(type: __socket_type) -> Bool {
    let kind = CInt(type.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let place = socket(AF_INET, kind, 0)
    guard place >= 0 else { return false }
    others = [place]
    var address = sockaddr_in()
    let isBound = withAddress(&address) { bind(place, $0, $1) } == 0
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isKnown = withAddress(&address) { address, _ in getsockname(place, address, &size) } == 0
    port = address.sin_port
    descriptors = (0..<count).map { _ in socket(AF_INET, kind, 0) }
    return isBound && isKnown && descriptors.allSatisfy { $0 >= 0 }
  }

  fileprivate func talk(_ descriptor: CInt) {
    var address = sockaddr_in()
    address.sin_port = port
    _ = withAddress(&address) { address, size in
      act == .connect
        ? CInt(Glibc.connect(descriptor, address, size))
        : CInt(sendto(descriptor, ".", 1, 0, address, size))
    }
  }

  private func withAddress(
    _ address: inout sockaddr_in,
    _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt {
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = (0x7f00_0001 as UInt32).bigEndian
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

/// Terminals.
extension Scene {
  /// A pseudoterminal; where it is to be read, it shows the text as often as that.
  fileprivate func prepareTerminal() -> Bool {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard master >= 0 else { return false }
    others = [master]
    let slave = clibbpf_open_slave(master, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard slave >= 0 else { return false }
    others.append(slave)
    if act == .show { for _ in 0..<count { show() } }
    return true
  }

  fileprivate func show() {
    let text = Array(Actor.terminalText.utf8)
    _ = Glibc.write(others[1], text, text.count)
  }
}
