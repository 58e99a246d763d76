internal import CEventABI

/// A system call, by its number on x86-64.
public struct SystemCall: Hashable, Sendable, CustomStringConvertible {
  /// The number, the index into the table of programs that look at calls' exits.
  public let number: Int
  /// The kernel's name.
  public let name: String

  /// The kernel's name.
  public var description: String { name }

  /// The kernel's function for 64-bit callers.
  public var function: String { "__x64_sys_\(functionName)" }

  /// Its name without the part that all have.
  var functionName: String {
    switch self {
    case .sendfile: "sendfile64"
    case .umount2: "umount"
    default: name
    }
  }

  private init(_ name: String, _ number: Int32) {
    self.number = Int(number)
    self.name = name
  }

  /// Every call's number is below this one.
  public static let limit = Int(EV_SYS_LIMIT)

  public static let read = SystemCall("read", EV_SYS_read)
  public static let write = SystemCall("write", EV_SYS_write)
  public static let open = SystemCall("open", EV_SYS_open)
  public static let close = SystemCall("close", EV_SYS_close)
  public static let mmap = SystemCall("mmap", EV_SYS_mmap)
  public static let ioctl = SystemCall("ioctl", EV_SYS_ioctl)
  public static let pwrite64 = SystemCall("pwrite64", EV_SYS_pwrite64)
  public static let readv = SystemCall("readv", EV_SYS_readv)
  public static let writev = SystemCall("writev", EV_SYS_writev)
  public static let dup2 = SystemCall("dup2", EV_SYS_dup2)
  public static let sendfile = SystemCall("sendfile", EV_SYS_sendfile)
  public static let socket = SystemCall("socket", EV_SYS_socket)
  public static let connect = SystemCall("connect", EV_SYS_connect)
  public static let accept = SystemCall("accept", EV_SYS_accept)
  public static let sendto = SystemCall("sendto", EV_SYS_sendto)
  public static let recvfrom = SystemCall("recvfrom", EV_SYS_recvfrom)
  public static let sendmsg = SystemCall("sendmsg", EV_SYS_sendmsg)
  public static let recvmsg = SystemCall("recvmsg", EV_SYS_recvmsg)
  public static let bind = SystemCall("bind", EV_SYS_bind)
  public static let listen = SystemCall("listen", EV_SYS_listen)
  public static let execve = SystemCall("execve", EV_SYS_execve)
  public static let kill = SystemCall("kill", EV_SYS_kill)
  public static let truncate = SystemCall("truncate", EV_SYS_truncate)
  public static let ftruncate = SystemCall("ftruncate", EV_SYS_ftruncate)
  public static let rename = SystemCall("rename", EV_SYS_rename)
  public static let rmdir = SystemCall("rmdir", EV_SYS_rmdir)
  public static let creat = SystemCall("creat", EV_SYS_creat)
  public static let link = SystemCall("link", EV_SYS_link)
  public static let unlink = SystemCall("unlink", EV_SYS_unlink)
  public static let symlink = SystemCall("symlink", EV_SYS_symlink)
  public static let chmod = SystemCall("chmod", EV_SYS_chmod)
  public static let fchmod = SystemCall("fchmod", EV_SYS_fchmod)
  public static let chown = SystemCall("chown", EV_SYS_chown)
  public static let fchown = SystemCall("fchown", EV_SYS_fchown)
  public static let lchown = SystemCall("lchown", EV_SYS_lchown)
  public static let ptrace = SystemCall("ptrace", EV_SYS_ptrace)
  public static let setuid = SystemCall("setuid", EV_SYS_setuid)
  public static let setgid = SystemCall("setgid", EV_SYS_setgid)
  public static let setreuid = SystemCall("setreuid", EV_SYS_setreuid)
  public static let setregid = SystemCall("setregid", EV_SYS_setregid)
  public static let setresuid = SystemCall("setresuid", EV_SYS_setresuid)
  public static let setresgid = SystemCall("setresgid", EV_SYS_setresgid)
  public static let capset = SystemCall("capset", EV_SYS_capset)
  public static let rtSigqueueinfo = SystemCall("rt_sigqueueinfo", EV_SYS_rt_sigqueueinfo)
  public static let pivotRoot = SystemCall("pivot_root", EV_SYS_pivot_root)
  public static let mount = SystemCall("mount", EV_SYS_mount)
  public static let umount2 = SystemCall("umount2", EV_SYS_umount2)
  public static let initModule = SystemCall("init_module", EV_SYS_init_module)
  public static let deleteModule = SystemCall("delete_module", EV_SYS_delete_module)
  public static let tkill = SystemCall("tkill", EV_SYS_tkill)
  public static let tgkill = SystemCall("tgkill", EV_SYS_tgkill)
  public static let kexecLoad = SystemCall("kexec_load", EV_SYS_kexec_load)
  public static let openat = SystemCall("openat", EV_SYS_openat)
  public static let fchownat = SystemCall("fchownat", EV_SYS_fchownat)
  public static let unlinkat = SystemCall("unlinkat", EV_SYS_unlinkat)
  public static let renameat = SystemCall("renameat", EV_SYS_renameat)
  public static let linkat = SystemCall("linkat", EV_SYS_linkat)
  public static let symlinkat = SystemCall("symlinkat", EV_SYS_symlinkat)
  public static let fchmodat = SystemCall("fchmodat", EV_SYS_fchmodat)
  public static let unshare = SystemCall("unshare", EV_SYS_unshare)
  public static let splice = SystemCall("splice", EV_SYS_splice)
  public static let accept4 = SystemCall("accept4", EV_SYS_accept4)
  public static let dup3 = SystemCall("dup3", EV_SYS_dup3)
  public static let pwritev = SystemCall("pwritev", EV_SYS_pwritev)
  public static let rtTgsigqueueinfo = SystemCall("rt_tgsigqueueinfo", EV_SYS_rt_tgsigqueueinfo)
  public static let recvmmsg = SystemCall("recvmmsg", EV_SYS_recvmmsg)
  public static let sendmmsg = SystemCall("sendmmsg", EV_SYS_sendmmsg)
  public static let setns = SystemCall("setns", EV_SYS_setns)
  public static let processVmWritev = SystemCall("process_vm_writev", EV_SYS_process_vm_writev)
  public static let finitModule = SystemCall("finit_module", EV_SYS_finit_module)
  public static let renameat2 = SystemCall("renameat2", EV_SYS_renameat2)
  public static let memfdCreate = SystemCall("memfd_create", EV_SYS_memfd_create)
  public static let kexecFileLoad = SystemCall("kexec_file_load", EV_SYS_kexec_file_load)
  public static let bpf = SystemCall("bpf", EV_SYS_bpf)
  public static let execveat = SystemCall("execveat", EV_SYS_execveat)
  public static let copyFileRange = SystemCall("copy_file_range", EV_SYS_copy_file_range)
  public static let pwritev2 = SystemCall("pwritev2", EV_SYS_pwritev2)
  public static let pidfdSendSignal = SystemCall("pidfd_send_signal", EV_SYS_pidfd_send_signal)
  public static let ioUringSetup = SystemCall("io_uring_setup", EV_SYS_io_uring_setup)
  public static let moveMount = SystemCall("move_mount", EV_SYS_move_mount)
  public static let closeRange = SystemCall("close_range", EV_SYS_close_range)
  public static let openat2 = SystemCall("openat2", EV_SYS_openat2)
  public static let fchmodat2 = SystemCall("fchmodat2", EV_SYS_fchmodat2)
}
