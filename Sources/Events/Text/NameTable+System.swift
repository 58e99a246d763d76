internal import CEventABI

/// Names of what changes the system.
extension NameTable {
  static let credentialCalls = NameTable([
    EV_CRED_SETUID: "setuid", EV_CRED_SETREUID: "setreuid", EV_CRED_SETRESUID: "setresuid",
    EV_CRED_SETGID: "setgid", EV_CRED_SETREGID: "setregid", EV_CRED_SETRESGID: "setresgid",
    EV_CRED_CAPSET: "capset", EV_CRED_EXEC: "exec", EV_CRED_UNSHARE: "unshare",
    EV_CRED_SETNS: "setns",
  ])

  static let traceRequests = NameTable([
    EV_TRACE_ME: "traceme", EV_TRACE_ATTACH: "attach", EV_TRACE_SEIZE: "seize",
  ])

  /// What the kernel did with a signal (trace/events/signal.h).
  static let signalOutcomes = NameTable([
    0: "delivered", 1: "ignored", 2: "already_pending", 3: "overflow_fail", 4: "lose_info",
  ])

  static let mountCalls = NameTable([
    EV_MOUNT_BY_MOUNT: "mount", EV_MOUNT_BY_MOVE_MOUNT: "move_mount",
  ])

  static let bpfMethods = NameTable([
    EV_BPF_PROG_LOAD: "prog_load", EV_BPF_PROG_ATTACH: "prog_attach",
    EV_BPF_RAW_TRACEPOINT_OPEN: "raw_tracepoint_open", EV_BPF_LINK_CREATE: "link_create",
    EV_BPF_PERF_EVENT: "perf_event",
  ])

  static let kexecMethods = NameTable([
    EV_KEXEC_FROM_MEMORY: "kexec_load", EV_KEXEC_FROM_FILE: "kexec_file_load",
  ])

  /// Sorts of BPF programs (enum bpf_prog_type of linux/bpf.h).
  static let bpfProgramTypes = NameTable([
    1: "socket_filter", 2: "kprobe", 3: "sched_cls", 4: "sched_act", 5: "tracepoint", 6: "xdp",
    7: "perf_event", 8: "cgroup_skb", 9: "cgroup_sock", 10: "lwt_in", 11: "lwt_out", 12: "lwt_xmit",
    13: "sock_ops", 14: "sk_skb", 15: "cgroup_device", 16: "sk_msg", 17: "raw_tracepoint",
    18: "cgroup_sock_addr", 19: "lwt_seg6local", 20: "lirc_mode2", 21: "sk_reuseport",
    22: "flow_dissector", 23: "cgroup_sysctl", 24: "raw_tracepoint_writable", 25: "cgroup_sockopt",
    26: "tracing", 27: "struct_ops", 28: "ext", 29: "lsm", 30: "sk_lookup", 31: "syscall",
    32: "netfilter",
  ])

  /// Places of BPF programs (enum bpf_attach_type of linux/bpf.h).
  static let bpfAttachTypes = NameTable([
    0: "cgroup_inet_ingress", 1: "cgroup_inet_egress", 2: "cgroup_inet_sock_create",
    3: "cgroup_sock_ops", 4: "sk_skb_stream_parser", 5: "sk_skb_stream_verdict", 6: "cgroup_device",
    7: "sk_msg_verdict", 8: "cgroup_inet4_bind", 9: "cgroup_inet6_bind", 10: "cgroup_inet4_connect",
    11: "cgroup_inet6_connect", 12: "cgroup_inet4_post_bind", 13: "cgroup_inet6_post_bind",
    14: "cgroup_udp4_sendmsg", 15: "cgroup_udp6_sendmsg", 16: "lirc_mode2", 17: "flow_dissector",
    18: "cgroup_sysctl", 19: "cgroup_udp4_recvmsg", 20: "cgroup_udp6_recvmsg",
    21: "cgroup_getsockopt", 22: "cgroup_setsockopt", 23: "trace_raw_tp", 24: "trace_fentry",
    25: "trace_fexit", 26: "modify_return", 27: "lsm_mac", 28: "trace_iter",
    29: "cgroup_inet4_getpeername", 30: "cgroup_inet6_getpeername", 31: "cgroup_inet4_getsockname",
    32: "cgroup_inet6_getsockname", 33: "xdp_devmap", 34: "cgroup_inet_sock_release",
    35: "xdp_cpumap", 36: "sk_lookup", 37: "xdp", 38: "sk_skb_verdict", 39: "sk_reuseport_select",
    40: "sk_reuseport_select_or_migrate", 41: "perf_event", 42: "trace_kprobe_multi",
    43: "lsm_cgroup", 44: "struct_ops", 45: "netfilter", 46: "tcx_ingress", 47: "tcx_egress",
    48: "trace_uprobe_multi", 49: "cgroup_unix_connect", 50: "cgroup_unix_sendmsg",
    51: "cgroup_unix_recvmsg", 52: "cgroup_unix_getpeername", 53: "cgroup_unix_getsockname",
    54: "netkit_primary", 55: "netkit_peer", 56: "trace_kprobe_session", 57: "trace_uprobe_session",
  ])
}
