/// How a session came into the system.
enum EntryKind: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case ssh
  case telnet
  case console
  case graphical
  case cron
  case service
  case userManager
  case container
  /// A program started in a container that runs already.
  case containerExec
  /// Started by a first process that says no more than that.
  case boot
  /// Started by the kernel.
  case kernel

  /// The name in events.
  var name: String {
    switch self {
    case .ssh: "ssh"
    case .telnet: "telnet"
    case .console: "console"
    case .graphical: "graphical"
    case .cron: "cron"
    case .service: "service"
    case .userManager: "user_manager"
    case .container: "container"
    case .containerExec: "container_exec"
    case .boot: "init"
    case .kernel: "kernel"
    }
  }
}
