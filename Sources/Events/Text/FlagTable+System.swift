/// Flags of calls that change the system, and sets of capabilities.
extension FlagTable {
  /// Capabilities (linux/capability.h), by their numbers.
  static let capabilities = FlagTable(
    entries: [
      "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID",
      "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW",
      "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT",
      "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD",
      "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG",
      "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ].enumerated().map { Entry("CAP_\($1)", 1 << UInt64($0)) })

  /// Flags of memfd_create (linux/memfd.h).
  static let memfd = FlagTable(entries: [
    Entry("MFD_CLOEXEC", 1),
    Entry("MFD_ALLOW_SEALING", 2),
    Entry("MFD_HUGETLB", 4),
    Entry("MFD_NOEXEC_SEAL", 8),
    Entry("MFD_EXEC", 0x10),
  ])

  /// Flags of io_uring_setup (linux/io_uring.h).
  static let ioUring = FlagTable(
    entries: [
      "IOPOLL", "SQPOLL", "SQ_AFF", "CQSIZE", "CLAMP", "ATTACH_WQ", "R_DISABLED", "SUBMIT_ALL",
      "COOP_TASKRUN", "TASKRUN_FLAG", "SQE128", "CQE32", "SINGLE_ISSUER", "DEFER_TASKRUN",
      "NO_MMAP", "REGISTERED_FD_ONLY", "NO_SQARRAY", "HYBRID_IOPOLL", "CQE_MIXED",
    ].enumerated().map { Entry("IORING_SETUP_\($1)", 1 << UInt64($0)) })

  /// Flags of mount (linux/mount.h).
  static let mount = FlagTable(entries: [
    Entry("MS_RDONLY", 1),
    Entry("MS_NOSUID", 2),
    Entry("MS_NODEV", 4),
    Entry("MS_NOEXEC", 8),
    Entry("MS_SYNCHRONOUS", 0x10),
    Entry("MS_REMOUNT", 0x20),
    Entry("MS_MANDLOCK", 0x40),
    Entry("MS_DIRSYNC", 0x80),
    Entry("MS_NOSYMFOLLOW", 0x100),
    Entry("MS_NOATIME", 0x400),
    Entry("MS_NODIRATIME", 0x800),
    Entry("MS_BIND", 0x1000),
    Entry("MS_MOVE", 0x2000),
    Entry("MS_REC", 0x4000),
    Entry("MS_SILENT", 0x8000),
    Entry("MS_UNBINDABLE", 1 << 17),
    Entry("MS_PRIVATE", 1 << 18),
    Entry("MS_SLAVE", 1 << 19),
    Entry("MS_SHARED", 1 << 20),
    Entry("MS_RELATIME", 1 << 21),
    Entry("MS_STRICTATIME", 1 << 24),
    Entry("MS_LAZYTIME", 1 << 25),
  ])

  /// Flags of move_mount (linux/mount.h).
  static let moveMount = FlagTable(entries: [
    Entry("MOVE_MOUNT_F_SYMLINKS", 1),
    Entry("MOVE_MOUNT_F_AUTOMOUNTS", 2),
    Entry("MOVE_MOUNT_F_EMPTY_PATH", 4),
    Entry("MOVE_MOUNT_T_SYMLINKS", 0x10),
    Entry("MOVE_MOUNT_T_AUTOMOUNTS", 0x20),
    Entry("MOVE_MOUNT_T_EMPTY_PATH", 0x40),
    Entry("MOVE_MOUNT_SET_GROUP", 0x100),
    Entry("MOVE_MOUNT_BENEATH", 0x200),
  ])

  /// Flags of umount2 (linux/fs.h).
  static let unmount = FlagTable(entries: [
    Entry("MNT_FORCE", 1),
    Entry("MNT_DETACH", 2),
    Entry("MNT_EXPIRE", 4),
    Entry("UMOUNT_NOFOLLOW", 8),
  ])

  /// Sorts of namespaces (CLONE_NEW* of linux/sched.h), as `/proc/PID/ns` calls them.
  static let namespaces = FlagTable(entries: [
    Entry("mnt", 0x0002_0000),
    Entry("net", 0x4000_0000),
    Entry("user", 0x1000_0000),
    Entry("pid", 0x2000_0000),
    Entry("uts", 0x0400_0000),
    Entry("ipc", 0x0800_0000),
    Entry("cgroup", 0x0200_0000),
    Entry("time", 0x0000_0080),
  ])

  /// Flags of kexec_load (linux/kexec.h); the high half is the architecture.
  static let kexecLoad = FlagTable(entries: [
    Entry("KEXEC_ON_CRASH", 1),
    Entry("KEXEC_PRESERVE_CONTEXT", 2),
    Entry("KEXEC_UPDATE_ELFCOREHDR", 4),
    Entry("KEXEC_CRASH_HOTPLUG_SUPPORT", 8),
  ])

  /// Flags of kexec_file_load (linux/kexec.h).
  static let kexecFile = FlagTable(entries: [
    Entry("KEXEC_FILE_UNLOAD", 1),
    Entry("KEXEC_FILE_ON_CRASH", 2),
    Entry("KEXEC_FILE_NO_INITRAMFS", 4),
    Entry("KEXEC_FILE_DEBUG", 8),
  ])
}
