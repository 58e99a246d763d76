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
  case accept
  case bind
  case listen
  case disconnect
  case rawSocket = "raw-socket"
  case ask
  case receiveAnswer = "receive-answer"
  case readAnswer = "read-answer"
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
  case resize
  case setMode = "set-mode"
  case trace
  case inject
  case signal
  case refusedSignal = "refused-signal"
  case memfd
  case ioUring = "io-uring"
  case setID = "set-id"
  case mount
  case unmount
  case pivot
  case enterNamespace = "enter-namespace"
  case leaveNamespace = "leave-namespace"
  case loadProgram = "load-program"
  case attachProgram = "attach-program"
  case loadKernel = "load-kernel"

  /// The kind of the event that is to come of it.
  var kind: EventKind {
    switch self {
    case .exec, .failedExec: .processExec
    case .fork: .processFork
    case .exit: .processExit
    case .connect: .netConnect
    case .send: .netSend
    case .accept: .netAccept
    case .bind: .netBind
    case .listen: .netListen
    case .disconnect: .netClose
    case .rawSocket: .netRaw
    case .ask: .dnsQuestion
    case .receiveAnswer, .readAnswer: .dnsAnswer
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
    case .resize: .ttyWinsize
    case .setMode: .ttyMode
    case .trace: .processTrace
    case .inject: .processInject
    case .signal, .refusedSignal: .processSignal
    case .memfd: .processMemfd
    case .ioUring: .processIOUring
    case .setID: .credChange
    case .mount: .mountAttach
    case .unmount: .mountDetach
    case .pivot: .mountPivot
    case .enterNamespace: .namespaceEnter
    case .leaveNamespace: .namespaceLeave
    case .loadProgram: .bpfLoad
    case .attachProgram: .bpfAttach
    case .loadKernel: .kexecLoad
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
    case .accept: "net_accept"
    case .bind: "net_bind"
    case .listen: "net_listen"
    case .disconnect: "net_state"
    case .rawSocket: "net_raw"
    case .ask: "dns_write"
    case .receiveAnswer: "dns_receive"
    case .readAnswer: "dns_read"
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
    case .resize, .setMode: "ioctl_by_command"
    case .trace: "process_trace"
    case .inject: "process_inject"
    case .signal: "process_signal"
    case .refusedSignal: "process_signal_refused"
    case .memfd: "process_memfd"
    case .ioUring: "process_io_uring"
    case .setID: "cred_set"
    case .mount: "mount_attach"
    case .unmount: "mount_detach"
    case .pivot: "mount_pivot"
    case .enterNamespace: "namespace_enter"
    case .leaveNamespace: "namespace_leave"
    case .loadProgram, .attachProgram: "bpf_call"
    case .loadKernel: "kexec_load"
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
    case .connect, .send, .accept, .bind, .listen, .disconnect: "\"address\":\"127.0.0.1\""
    case .rawSocket: "\"type\":\"raw\""
    case .ask, .receiveAnswer, .readAnswer: "\"port\":53"
    case .loadModule, .trace, .inject, .memfd, .ioUring, .setID, .mount, .unmount, .pivot,
      .enterNamespace, .leaveNamespace, .loadProgram, .attachProgram, .loadKernel:
      "\"result\":-"
    case .unloadModule: "\"\(Actor.absentModule)\""
    case .unlink: "\(place)unlink\""
    case .authenticate, .refuseAccount, .openSession, .closeSession:
      "\"service\":\"\(Actor.loginService)\""
    case .show, .print: "\"\(Actor.terminalText)"
    case .resize: "\"columns\":\(Actor.terminalColumns)"
    case .setMode: "\"canonical\":false"
    case .signal: "\"name\":\"SIGTERM\""
    case .refusedSignal: "\"error\":\"EPERM\""
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
