import Events

/// A harmless thing to do, each for one hook to be seen.
///
/// Done by a process of our own (``Actor``), in a folder of its own, over no network but loopback.
enum Act: String, CaseIterable, Sendable {
  case exec
  case failedExec = "failed-exec"
  case fork
  case exit
  case connect
  case send
  case loadModule = "load-module"
  case unloadModule = "unload-module"
  case open
  case write
  case sendfile
  case map
  case close
  case rename
  case unlink
  case link
  case symlink
  case chmod
  case chown
  case truncate
  case authenticate
  case refuseAccount = "refuse-account"
  case openSession = "open-session"
  case closeSession = "close-session"
  case show
  case print

  /// The kind of the event that is to come of it.
  var kind: EventKind {
    switch self {
    case .exec, .failedExec: .processExec
    case .fork: .processFork
    case .exit: .processExit
    case .connect: .netConnect
    case .send: .netSend
    case .loadModule: .moduleLoad
    case .unloadModule: .moduleUnload
    case .open: .fileOpen
    case .write, .sendfile, .map: .fileWrite
    case .close: .fileClose
    case .rename: .fileRename
    case .unlink: .fileUnlink
    case .link: .fileLink
    case .symlink: .fileSymlink
    case .chmod: .fileChmod
    case .chown: .fileChown
    case .truncate: .fileTruncate
    case .authenticate, .refuseAccount: .authAttempt
    case .openSession: .sessionOpen
    case .closeSession: .sessionClose
    case .show: .ttyOutput
    case .print: .ttyWrite
    }
  }

  /// The name of the hook that sees it.
  var hook: String {
    switch self {
    case .exec: "process_exec"
    case .failedExec: "process_exec_failed"
    case .fork: "process_fork"
    case .exit: "process_exit"
    case .connect: "net_connect"
    case .send: "net_send"
    case .loadModule: "module_load"
    case .unloadModule: "module_unload"
    case .open: "file_open"
    case .write: "write_by_type"
    case .sendfile: "file_write_moved"
    case .map: "file_write_mapped"
    case .close: "file_close"
    case .rename: "file_rename"
    case .unlink: "file_unlink"
    case .link: "file_link"
    case .symlink: "file_symlink"
    case .chmod: "file_chmod"
    case .chown: "file_chown"
    case .truncate: "file_truncate"
    case .authenticate: "auth_attempt"
    case .refuseAccount: "auth_account"
    case .openSession: "session_open"
    case .closeSession: "session_close"
    case .show: "tty_output"
    case .print: "tty_write"
    }
  }

  /// What stands in the line of the event; the folder is that of the actor.
  func evidence(folder: String) -> String {
    // Only the last folder's name: the kernel's path can begin elsewhere than the actor's root.
    let place = folder.split(separator: "/").last.map { "/\($0)/" } ?? "/"
    return switch self {
    case .exec: "\"\(Actor.subcommand)\""
    case .failedExec: "\(Actor.absentProgram)\""
    case .fork: "\"child\":{"
    case .exit: "\"exit\":{\"code\":0"
    case .connect, .send: "\"address\":\"127.0.0.1\""
    case .loadModule: "\"result\":-"
    case .unloadModule: "\"\(Actor.absentModule)\""
    case .unlink: "\(place)unlink\""
    case .authenticate, .refuseAccount, .openSession, .closeSession:
      "\"service\":\"\(Actor.loginService)\""
    case .show, .print: "\"\(Actor.terminalText)"
    case .open, .write, .sendfile, .map, .close, .rename, .link, .symlink, .chmod, .chown,
      .truncate:
      "\(place)\(rawValue)"
    }
  }

  /// How often it is done for its cost to be measured: a new process takes its time.
  var rounds: Int {
    switch self {
    case .exec, .fork, .exit: 4
    default: 32
    }
  }
}
