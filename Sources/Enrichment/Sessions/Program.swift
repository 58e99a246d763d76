/// Programs by which people and work come into a system.
enum Program: UInt8, BitwiseCopyable, Sendable {
  case other
  case ssh
  case telnet
  case login
  case graphical
  case cron
  case serviceManager

  /// Tells a program by the name of its file.
  init(path: Span<UInt8>) {
    let name = path.baseName
    self = .other
    for (text, program) in Self.names where path.equals(text, name) {
      self = program
      return
    }
  }

  /// Whether it is a server to which people come over the network.
  var isRemote: Bool { self == .ssh || self == .telnet }

  private static let names: [(StaticString, Program)] = [
    ("sshd", .ssh), ("sshd-session", .ssh), ("sshd-auth", .ssh), ("dropbear", .ssh),
    ("in.telnetd", .telnet), ("telnetd", .telnet), ("utelnetd", .telnet),
    ("login", .login), ("agetty", .login), ("getty", .login), ("mingetty", .login),
    ("gdm-session-worker", .graphical), ("lightdm", .graphical), ("sddm-helper", .graphical),
    ("xdm", .graphical), ("greetd", .graphical),
    ("cron", .cron), ("crond", .cron), ("atd", .cron), ("anacron", .cron), ("fcron", .cron),
    ("systemd", .serviceManager), ("systemd-executor", .serviceManager),
  ]
}
