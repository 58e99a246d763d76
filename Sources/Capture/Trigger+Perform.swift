import CLibBPF
import Events
import Glibc

extension Trigger {
  /// Does it.
  ///
  /// - Returns: 0 or the errno of the call; nil: it could not be done here.
  func perform() -> CInt? {
    switch self {
    case .systemCall(let call): Self.refused(call)
    case .connect: Self.connectToNobody()
    case .pseudoterminal: Self.passThroughTerminal() ? 0 : nil
    case .console: Self.writeNothingToConsole() ? 0 : nil
    case .socketPair: Self.passThroughSockets() ? 0 : nil
    }
  }

  /// Arguments that no call accepts: bad descriptors, bad addresses, unknown flags and signals.
  private static func refused(_ call: SystemCall) -> CInt {
    let argument =
      switch call {
      // It would try to find room for so large a module: none at all is refused first.
      case .initModule: 0
      // To -1 is to everyone, and only the signal would be wrong: to nobody.
      case .kill: Int(Int32.max)
      default: -1
      }
    return clibbpf_system_call(call.number, argument) < 0 ? currentErrno() : 0
  }

  private static func connectToNobody() -> CInt? {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // An abstract name: a zero byte, then this.
    withUnsafeMutableBytes(of: &address.sun_path) {
      $0.baseAddress?.advanced(by: 1).copyMemory(from: "lookback-nobody", byteCount: 15)
    }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sa_family_t>.size + 16))
      }
    }
    return result == 0 ? 0 : currentErrno()
  }

  private static func passThroughTerminal() -> Bool {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0 else { return false }
    defer { close(master) }
    let slave = clibbpf_open_slave(master, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { return false }
    defer { close(slave) }
    var byte: UInt8 = 0x2e
    return write(slave, &byte, 1) == 1 && read(master, &byte, 1) == 1
  }

  private static func passThroughSockets() -> Bool {
    var pair: (CInt, CInt) = (-1, -1)
    let made = withUnsafeMutableBytes(of: &pair) {
      socketpair(
        AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0,
        $0.assumingMemoryBound(to: CInt.self).baseAddress)
    }
    guard made == 0 else { return false }
    defer {
      close(pair.0)
      close(pair.1)
    }
    var byte: UInt8 = 0x2e
    return write(pair.0, &byte, 1) == 1 && read(pair.1, &byte, 1) == 1
  }

  private static func writeNothingToConsole() -> Bool {
    let console = open("/dev/console", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard console >= 0 else { return false }
    defer { close(console) }
    return write(console, "", 0) == 0
  }
}
