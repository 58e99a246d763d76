import CEventABI

@testable import Events

extension Fixture {
  static let systems = [
    mount, moveMount, unmount, pivot, enter, leave, bpfLoad, refusedBPF, bpfAttach, kexec,
    kexecFile,
  ]

  private static let mount: Fixture = {
    var head = ev_mount()
    head.mount_flags = 0x1003
    return Fixture(
      "mount.attach",
      Record(.mountAttach, head, flags: EV_CALLER_ARGS | EV_CALLER_PATH)
        .string(\.source, "/dev/sda1").string(\.target, "/mnt").string(\.type, "ext4"),
      own: """
        ,"from_caller":["mount.source","mount.type","mount.target"],\
        "mount":{"source":"/dev/sda1","target":"/mnt","type":"ext4",\
        "flags":["MS_RDONLY","MS_NOSUID","MS_BIND"],"call":"mount"},"result":0
        """)
  }()

  private static let moveMount: Fixture = {
    var head = ev_mount()
    head.mount_flags = 4
    head.call = EV_MOUNT_BY_MOVE_MOUNT
    return Fixture(
      "mount.attach", Record(.mountAttach, head).string(\.target, "/mnt"),
      own: """
        ,"mount":{"target":"/mnt","move_flags":["MOVE_MOUNT_F_EMPTY_PATH"],"call":"move_mount"},\
        "result":0
        """)
  }()

  private static let unmount: Fixture = {
    var head = ev_mount()
    head.mount_flags = 0xa
    head.result = -16
    return Fixture(
      "mount.detach", Record(.mountDetach, head).string(\.target, "/mnt"),
      own: """
        ,"mount":{"target":"/mnt","flags":["MNT_DETACH","UMOUNT_NOFOLLOW"]},"result":-16,\
        "error":"EBUSY"
        """)
  }()

  private static let pivot = Fixture(
    "mount.pivot",
    Record(.mountPivot, ev_mount(), flags: EV_CALLER_PATH | EV_CALLER_TARGET)
      .string(\.target, ".").string(\.source, "old"),
    own: """
      ,"from_caller":["mount.target","mount.old_root"],"mount":{"target":".","old_root":"old"},\
      "result":0
      """)

  private static let now = ev_namespaces(
    mnt: 1, net: 2, user: 3, pid_for_children: 4, uts: 5, ipc: 6, cgroup: 7, time_for_children: 8)

  private static let enter: Fixture = {
    var head = ev_namespace()
    head.now = now
    head.types = 0x4000_0000
    head.entered = 2
    return Fixture(
      "namespace.enter", Record(.namespaceEnter, head),
      namespace: """
        ,"types":["net"],"entered":2,"net":2,"user":3,"pid_for_children":4,"uts":5,"ipc":6,\
        "cgroup":7,"time_for_children":8
        """,
      own: ",\"result\":0")
  }()

  private static let leave: Fixture = {
    var head = ev_namespace()
    head.types = 0x1002_0080
    head.result = -1
    return Fixture(
      "namespace.leave", Record(.namespaceLeave, head),
      namespace: ",\"types\":[\"mnt\",\"user\",\"time\"]",
      own: ",\"result\":-1,\"error\":\"EPERM\"")
  }()

  private static let bpfLoad: Fixture = {
    var head = ev_bpf()
    head.tag = 0x00ab_cdef_0123_4567
    head.id = 17
    head.type = 26
    head.instructions = 99
    head.attach_type = EV_UNSET
    head.method = EV_BPF_PROG_LOAD
    head.fd = 4
    return Fixture(
      "bpf.load",
      Record(.bpfLoad, head).string(\.name, "watch").string(\.function, "tcp_connect"),
      own: """
        ,"bpf":{"program":{"name":"watch","id":17,"type":"tracing","tag":"00abcdef01234567",\
        "instructions":99},"function":"tcp_connect","descriptor":4},"result":0
        """)
  }()

  private static let refusedBPF: Fixture = {
    var head = ev_bpf()
    head.type = 77
    head.attach_type = EV_UNSET
    head.method = EV_BPF_PROG_LOAD
    head.result = -1
    head.fd = -1
    return Fixture(
      "bpf.load", Record(.bpfLoad, head, flags: EV_CALLER_ARGS),
      own: """
        ,"from_caller":["bpf.program"],"bpf":{"program":{"type":"77"}},"result":-1,"error":"EPERM"
        """)
  }()

  private static let bpfAttach: Fixture = {
    var head = ev_bpf()
    head.id = 17
    head.type = 8
    head.attach_type = 1
    head.link_id = 3
    head.method = EV_BPF_LINK_CREATE
    head.fd = 5
    return Fixture(
      "bpf.attach", Record(.bpfAttach, head, flags: EV_CALLER_DATA),
      own: """
        ,"from_caller":["bpf.attach_type"],"bpf":{"program":{"id":17,"type":"cgroup_skb",\
        "tag":"0000000000000000"},"method":"link_create","attach_type":"cgroup_inet_egress",\
        "link":3,"descriptor":5},"result":0
        """)
  }()

  private static let kexec: Fixture = {
    var head = ev_kexec()
    head.segments = 3
    head.kexec_flags = 1
    return Fixture(
      "kexec.load", Record(.kexecLoad, head),
      own: """
        ,"kexec":{"segments":3,"flags":["KEXEC_ON_CRASH"],"method":"kexec_load"},"result":0
        """)
  }()

  private static let kexecFile: Fixture = {
    var head = ev_kexec()
    head.kexec_flags = 4
    head.method = EV_KEXEC_FROM_FILE
    head.result = -1
    return Fixture(
      "kexec.load",
      Record(.kexecLoad, head, flags: EV_CALLER_ARGS)
        .string(\.path, "/boot/vmlinuz").string(\.initrd, "/boot/initrd")
        .string(\.command_line, "quiet"),
      own: """
        ,"from_caller":["kexec.command_line"],"kexec":{"path":"/boot/vmlinuz",\
        "initrd":"/boot/initrd","command_line":"quiet","file_flags":["KEXEC_FILE_NO_INITRAMFS"],\
        "method":"kexec_file_load"},"result":-1,"error":"EPERM"
        """)
  }()
}
