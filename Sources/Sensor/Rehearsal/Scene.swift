import CLibBPF
import Capture
import Events
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
  private var talk: Talk?
  /// A child that is signalled, and does not mind; it ends when its input, the last descriptor, does.
  private var victim: pid_t?
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
    if act == .close || act == .disconnect { descriptors = [] }
    return actor
  }

  func clear() {
    if let victim {
      close(descriptors.removeLast())
      Actor.wait(for: victim)
    }
    victim = nil
    for descriptor in descriptors + others { close(descriptor) }
    descriptors = []
    others = []
  }

  private func prepare() -> Bool {
    switch act {
    case .exec, .failedExec, .fork, .exit, .loadModule, .unloadModule, .open, .symlink, .rawSocket,
      .authenticate, .refuseAccount, .openSession, .closeSession:
      return true
    case .connect, .send, .accept, .bind, .listen, .disconnect, .ask, .receiveAnswer, .readAnswer:
      guard let talk = Talk(act, count: count) else { return false }
      descriptors = talk.descriptors
      others = talk.others
      self.talk = talk
      return talk.isReady
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
    case .show, .print, .resize, .setMode:
      return prepareTerminal()
    case .trace, .inject, .memfd, .ioUring, .setID, .mount, .unmount, .pivot, .enterNamespace,
      .leaveNamespace, .loadProgram, .attachProgram, .loadKernel:
      return true
    case .signal, .refusedSignal:
      return prepareVictim()
    }
  }

  private func perform(_ round: Int) -> pid_t? {
    switch act {
    case .exec, .exit: return Self.spawn()
    case .fork: _ = Self.spawn()
    case .failedExec: Self.execute(Actor.absentProgram)
    case .connect, .send, .bind, .listen, .ask, .receiveAnswer, .readAnswer:
      talk?.perform(on: descriptors[round])
    case .accept: closeLater(Glibc.accept(others[0], nil, nil))
    case .disconnect: close(descriptors[round])
    case .rawSocket: closeLater(Talk.rawSocket())
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
    case .resize: clibbpf_set_terminal_size(others[1], 45, Actor.terminalColumns)
    case .setMode: setRaw(others[1])
    case .trace: clibbpf_trace_nobody()
    case .inject: Self.refuse(.processVmWritev)
    case .signal: signal(as: (real: Self.anotherUser, effective: 0))
    case .refusedSignal: signal(as: (real: Self.anotherUser, effective: Self.anotherUser))
    case .memfd: Self.refuse(.memfdCreate)
    case .ioUring: Self.refuse(.ioUringSetup)
    case .setID: Self.refuse(.setuid)
    case .mount: Self.refuse(.mount)
    case .unmount: Self.refuse(.umount2)
    case .pivot: Self.refuse(.pivotRoot)
    case .enterNamespace: Self.refuse(.setns)
    case .leaveNamespace: Self.refuse(.unshare)
    case .loadProgram: clibbpf_refused_bpf(Int32(BPF_PROG_LOAD.rawValue))
    case .attachProgram: clibbpf_refused_bpf(Int32(BPF_PROG_ATTACH.rawValue))
    case .loadKernel: Self.refuse(.kexecLoad)
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

/// What the kernel refuses whoever asks, and tells of nevertheless.
extension Scene {
  /// Calls with arguments that no call accepts: bad descriptors, bad addresses, unknown flags.
  fileprivate static func refuse(_ call: SystemCall) {
    _ = clibbpf_system_call(call.number, -1)
  }
}

/// Signals between users.
extension Scene {
  /// Nobody in particular: the number that is nobody's where there is no other.
  fileprivate static let anotherUser: uid_t = 65534

  fileprivate func prepareVictim() -> Bool {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { return false }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    guard let child = try? Actor.start(input: ends[0], output: STDERR_FILENO) else {
      close(ends[1])
      return false
    }
    descriptors.append(ends[1])
    victim = child
    // Where there is but one user nobody can be another one.
    return clibbpf_set_users(Self.anotherUser, 0) == 0 && clibbpf_set_users(0, 0) == 0
  }

  fileprivate func signal(as user: (real: uid_t, effective: uid_t)) {
    guard let victim, clibbpf_set_users(user.real, user.effective) == 0 else { return }
    kill(victim, SIGTERM)
    clibbpf_set_users(0, 0)
  }
}

/// Files.
extension Scene {
  fileprivate func map(_ descriptor: CInt) {
    let memory = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    if let memory, memory != MAP_FAILED { munmap(memory, 4096) }
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

  fileprivate func setRaw(_ terminal: CInt) {
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else { return }
    cfmakeraw(&settings)
    tcsetattr(terminal, TCSANOW, &settings)
  }

  fileprivate func show() {
    let text = Array(Actor.terminalText.utf8)
    _ = Glibc.write(others[1], text, text.count)
  }
}
