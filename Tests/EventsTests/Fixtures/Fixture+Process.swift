import CEventABI

@testable import Events

extension Fixture {
  static let processes = [exec, failedExec, snapshot, fork, exit, killed, gone]

  static var image: ev_process_exec {
    var head = ev_process_exec()
    head.inode = 0x1234_5678_9abc
    head.device = 8 << 20 | 1
    head.mode = 0o104755
    head.owner = 11
    head.group = 12
    head.argc = 3
    head.session = 4600
    head.process_group = 4700
    head.user_ns = 4_026_531_837
    head.net_ns = 4_026_531_840
    head.uts_ns = 4_026_531_838
    head.ipc_ns = 4_026_531_839
    head.cgroup_ns = 4_026_531_835
    head.pid_ns_pid = 17
    head.traits = EV_EXE_DELETED | EV_EXE_SCRIPT
    return head
  }

  private static let namespaces = """
    ,"user":4026531837,"net":4026531840,"uts":4026531838,"ipc":4026531839,"cgroup":4026531835
    """

  private static let exe = """
    "exe":{"inode":20015998343868,"device":"8:1","mode":"4755","owner":11,"group":12,\
    "memfd":false,"deleted":true}
    """

  private static let exec = Fixture(
    "process.exec",
    Record(.processExec, image)
      .string(\.exe, "/usr/bin/python3")
      .string(\.invoked, "./run")
      .string(\.interpreter, "/usr/bin/env")
      .string(\.cwd, "/srv/a \"b\"")
      .string(\.argv, "python3\0\0-c\0")
      .string(\.cgroup, "/user.slice/a\n"),
    process: """
      ,"exe":"/usr/bin/python3","invoked":"./run","interpreter":"/usr/bin/env",\
      "argv":["python3","","-c"],"argc":3,"cwd":"/srv/a \\"b\\"","session":4600,"group":4700,"namespace_pid":17,"script":true
      """,
    cgroup: ",\"path\":\"/user.slice/a\\n\"", namespace: namespaces,
    own: ",\(exe),\"result\":0")

  private static let failedExec: Fixture = {
    var head = ev_process_exec()
    head.result = -13
    head.traits = EV_EXE_UNKNOWN
    return Fixture(
      "process.exec",
      Record(.processExec, head, flags: EV_CALLER_ARGS | EV_CALLER_PATH)
        .string(\.invoked, "/root/secret")
        .string(\.argv, "a\0bc", full: 90_000),
      process: """
        ,"invoked":"/root/secret","argv":["a","bc"],"argv_length":90000,"script":false
        """,
      own: """
        ,"from_caller":["process.argv","process.invoked"],"result":-13,"error":"EACCES"
        """)
  }()

  private static let snapshot: Fixture = {
    var head = ev_process_exec()
    head.traits = EV_EXE_UNKNOWN | EV_EXE_KTHREAD
    return Fixture(
      "process.snapshot", Record(.processSnapshot, head),
      process: ",\"script\":false,\"kernel_thread\":true", own: "")
  }()

  private static let fork: Fixture = {
    var head = ev_process_fork()
    head.child_start_ns = 0x2_0000_0000
    head.child_parent_start_ns = 5
    head.child_tgid = 4800
    head.child_parent_tgid = 1234
    head.child_pid_ns_pid = 17
    return Fixture(
      "process.fork", Record(.processFork, head),
      own: """
        ,"child":{"id":"1a2b3c4d-4800-200000000","pid":4800,\
        "start":"2026-11-22T09:00:08.589934592Z","parent":{"pid":1234},"namespace_pid":17}
        """)
  }()

  private static let gone: Fixture = {
    var head = ev_process_gone()
    head.seen_ns = 2_000_000_000
    return Fixture(
      "process.gone", Record(.processGone, head),
      own: ",\"gone\":{\"seen\":\"2026-11-22T09:00:02.000000000Z\"}")
  }()

  private static let exit: Fixture = {
    var head = ev_process_exit()
    head.code = 254
    return Fixture(
      "process.exit", Record(.processExit, head),
      own: ",\"exit\":{\"code\":254,\"core_dumped\":false}")
  }()

  private static let killed: Fixture = {
    var head = ev_process_exit()
    head.signal = 11
    head.core_dumped = 1
    return Fixture(
      "process.exit", Record(.processExit, head),
      own: ",\"exit\":{\"signal\":11,\"signal_name\":\"SIGSEGV\",\"core_dumped\":true}")
  }()
}
