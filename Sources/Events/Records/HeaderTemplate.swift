internal import CEventABI

/// The header of a record that is made in user space: the moment, and the acting process.
public struct HeaderTemplate: Sendable {
  /// The moment, in nanoseconds of CLOCK_BOOTTIME.
  public var bootNanoseconds: UInt64
  public var cpu: UInt32 = 0
  public var processID: UInt32 = 0
  public var threadID: UInt32 = 0
  /// When the process was started, in nanoseconds since boot.
  public var startNanoseconds: UInt64 = 0
  public var parentProcessID: UInt32 = 0
  /// When the parent process was started, in nanoseconds since boot.
  public var parentStartNanoseconds: UInt64 = 0
  public var userID: UInt32 = 0
  public var effectiveUserID: UInt32 = 0
  public var groupID: UInt32 = 0
  public var effectiveGroupID: UInt32 = 0
  /// The user who logged in; nil where no login was noted.
  public var loginUserID: UInt32?
  /// The login session; nil where no login was noted.
  public var auditSession: UInt32?
  public var cgroupID: UInt64 = 0
  /// The inode's number; 0: not known.
  public var pidNamespace: UInt32 = 0
  /// The inode's number; 0: not known.
  public var mountNamespace: UInt32 = 0
  /// The controlling terminal (major << 20 | minor); 0: none.
  public var terminal: UInt32 = 0
  /// The thread's name; 15 bytes are kept.
  public var command = ""

  /// Makes a header of a process of which nothing is known.
  public init(bootNanoseconds: UInt64) {
    self.bootNanoseconds = bootNanoseconds
  }

  func header(kind: EventKind) -> ev_header {
    var header = ev_header()
    header.kind = kind.rawValue
    header.cpu = cpu
    header.boot_ns = bootNanoseconds
    header.task.start_ns = startNanoseconds
    header.task.parent_start_ns = parentStartNanoseconds
    header.task.cgroup_id = cgroupID
    header.task.tgid = processID
    header.task.pid = threadID
    header.task.parent_tgid = parentProcessID
    header.task.uid = userID
    header.task.euid = effectiveUserID
    header.task.gid = groupID
    header.task.egid = effectiveGroupID
    header.task.login_uid = loginUserID ?? EV_UNSET
    header.task.audit_session = auditSession ?? EV_UNSET
    header.task.pid_ns = pidNamespace
    header.task.mnt_ns = mountNamespace
    header.task.tty = terminal
    // Safety: any bytes are a valid name; a NUL is kept at its end.
    unsafe withUnsafeMutableBytes(of: &header.task.comm) { comm in
      unsafe comm.copyBytes(from: command.utf8.prefix(comm.count - 1))
    }
    return header
  }
}
