import CEventABI
import Events

/// Records of a host that never was: twenty people and twenty services run programs, which write files,
/// connect, and show things.
///
/// Of a hundred events 24 tell of processes, 45 of files, 20 of connections and 11 of terminals.
struct MadeUpPast {
  /// Nanoseconds since boot.
  private(set) var time: UInt64
  private let step: UInt64
  private var random: UInt64 = 0x5eed
  private var pid: UInt32 = 1000
  private let programs = (0..<500).map { "/usr/bin/program-\($0)" }
  private let files = (0..<5000).map { number in
    number % 50 == 0
      ? "/etc/some.d/setting-\(number).conf"
      : "/var/lib/service-\(number % 40)/data/part-\(number)/file-\(number).db"
  }

  /// - Parameters:
  ///   - time: of the first event.
  ///   - step: from one event to the next, on average.
  init(from time: UInt64, step: UInt64) {
    self.time = time
    self.step = step
  }

  private mutating func number(below limit: Int) -> Int {
    random &+= 0x9e37_79b9_7f4a_7c15
    var mixed = random
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int(truncatingIfNeeded: (mixed ^ (mixed >> 31)) >> 1) % limit
  }

  /// Few of them often, most of them seldom.
  private mutating func place(in count: Int) -> Int {
    let first = number(below: count)
    return number(below: 4) == 0 ? first : number(below: max(1, first / 8 + 1))
  }

  private mutating func tick() -> UInt64 {
    time += UInt64(number(below: Int(2 * step) + 1))
    return time
  }

  /// What one program does, from its fork to its end.
  mutating func next() -> [[UInt8]] {
    let user = number(below: 40)
    let parent = UInt32(100 + user)
    pid = pid >= 4_000_000 ? 1000 : pid + 1
    let program = programs[place(in: programs.count)]
    let start = tick()
    var records = [fork(user, parent: parent, start: start), exec(user, program, start: start)]
    for _ in 0..<number(below: 4) { records += file(user, start: start) }
    if number(below: 10) < 9 { records += connection(user, start: start) }
    if user < 20 { for _ in 0..<number(below: 4) { records.append(output(user, start: start)) } }
    var exit = ev_process_exit()
    exit.h = header(EV_KIND_PROCESS_EXIT, user, start: start)
    exit.code = number(below: 20) == 0 ? 1 : 0
    records.append(DrainBenchmark.record(exit))
    return records
  }

  private mutating func header(_ kind: ev_kind, _ user: Int, start: UInt64) -> ev_header {
    var header = DrainBenchmark.header(
      kind, pid: pid, start: start, parent: UInt32(100 + user),
      parentStart: UInt64(100 + user) << 24, comm: "program")
    header.boot_ns = tick()
    header.cpu = UInt32(number(below: 4))
    if user >= 20 {
      header.task.tty = 0
      header.task.login_uid = EV_UNSET
      header.task.audit_session = EV_UNSET
    } else {
      header.task.audit_session = UInt32(user + 1)
    }
    let id = UInt32(user < 20 ? 1000 + user : 100 + user)
    (header.task.uid, header.task.euid) = (id, id)
    (header.task.gid, header.task.egid) = (id, id)
    header.task.cgroup_id = UInt64(5000 + user)
    return header
  }

  private mutating func fork(_ user: Int, parent: UInt32, start: UInt64) -> [UInt8] {
    var fork = ev_process_fork()
    fork.h = header(EV_KIND_PROCESS_FORK, user, start: UInt64(parent) << 24)
    (fork.h.task.tgid, fork.h.task.pid) = (parent, parent)
    (fork.h.task.parent_tgid, fork.h.task.parent_start_ns) = (1, 1)
    fork.child_tgid = pid
    fork.child_start_ns = start
    fork.child_parent_tgid = parent
    fork.child_parent_start_ns = UInt64(parent) << 24
    fork.child_pid_ns_pid = pid
    return DrainBenchmark.record(fork)
  }

  private mutating func exec(_ user: Int, _ program: String, start: UInt64) -> [UInt8] {
    var exec = ev_process_exec()
    exec.h = header(EV_KIND_PROCESS_EXEC, user, start: start)
    exec.inode = 1_000_000 + UInt64(program.utf8.count)
    exec.device = 8 << 20 | 1
    exec.mode = 0o100755
    exec.session = UInt32(100 + user)
    exec.process_group = pid
    exec.pid_ns_pid = pid
    exec.argc = 4
    let argument = number(below: 3) == 0 ? "item-\(number(below: 1_000_000))" : "item"
    return DrainBenchmark.record(
      exec,
      [
        (\.exe, Array(program.utf8)), (\.invoked, Array(program.utf8)),
        (\.cwd, Array("/home/person-\(user)/work".utf8)),
        (\.argv, [program, "--all", "-o", argument].flatMap { Array($0.utf8) + [0] }),
        (\.cgroup, Array("/user.slice/user-\(1000 + user).slice/session-\(user).scope".utf8)),
      ])
  }

  private mutating func file(_ user: Int, start: UInt64) -> [[UInt8]] {
    let name = files[place(in: files.count)]
    let path = number(below: 5) == 0 ? "/tmp/work-\(user)/part-\(number(below: 100_000))" : name
    var id = ev_file_id()
    id.inode = UInt64(200_000 + path.utf8.count * 977)
    id.device = 8 << 20 | 1
    id.mode = 0o100644
    var open = ev_file_open()
    open.h = header(EV_KIND_FILE_OPEN, user, start: start)
    open.file = id
    open.open_flags = 0o1101
    open.create_mode = 0o644
    open.fd = 3
    var write = ev_file_write()
    write.h = header(EV_KIND_FILE_WRITE, user, start: start)
    write.file = id
    write.bytes = UInt64(number(below: 8192))
    write.fd = 3
    var close = ev_file_close()
    close.h = header(EV_KIND_FILE_CLOSE, user, start: start)
    close.file = id
    close.bytes = write.bytes * 3
    close.writes = 3
    close.first_write_ns = write.h.boot_ns
    close.fd = 3
    let text = Array(path.utf8)
    return [
      DrainBenchmark.record(open, [(\.path, text)]),
      DrainBenchmark.record(write, [(\.path, text)]),
      DrainBenchmark.record(close, [(\.path, text)]),
    ]
  }

  private mutating func endpoint(_ last: Int, port: Int) -> ev_endpoint {
    var endpoint = ev_endpoint()
    endpoint.family = AddressFamily.ipv4
    endpoint.port = UInt16(port)
    withUnsafeMutableBytes(of: &endpoint.address) {
      $0.copyBytes(from: [192, 0, 2, UInt8(truncatingIfNeeded: last)])
    }
    return endpoint
  }

  private mutating func connection(_ user: Int, start: UInt64) -> [[UInt8]] {
    var connect = ev_net()
    connect.h = header(EV_KIND_NET_CONNECT, user, start: start)
    connect.socket = DrainBenchmark.socket(family: AddressFamily.ipv4)
    connect.socket.protocol = 6
    connect.socket.local = endpoint(1, port: 32_768 + number(below: 28_000))
    connect.socket.remote = endpoint(
      place(in: 200), port: [443, 80, 22, 5432, 6379][number(below: 5)])
    var close = ev_net_close()
    close.h = header(EV_KIND_NET_CLOSE, user, start: start)
    close.socket = connect.socket
    close.since_ns = connect.h.boot_ns
    close.duration_ns = close.h.boot_ns - connect.h.boot_ns
    close.sent = UInt64(number(below: 10_000))
    close.received = UInt64(number(below: 100_000))
    close.state = 4
    close.origin = EV_ORIGIN_CONNECT
    return [DrainBenchmark.record(connect), DrainBenchmark.record(close)]
  }

  private mutating func output(_ user: Int, start: UInt64) -> [UInt8] {
    var output = ev_tty()
    output.h = header(EV_KIND_TTY_OUTPUT, user, start: start)
    output.device = 136 << 20 | UInt32(user)
    output.session = UInt32(100 + user)
    output.lflag = EV_TTY_ISIG | EV_TTY_ICANON | EV_TTY_ECHO
    output.rows = 24
    output.columns = 80
    let text = Array("line \(number(below: 100_000)) of what was shown here\r\n".utf8)
    output.bytes = UInt64(text.count)
    return DrainBenchmark.record(output, [(\.data, text)])
  }
}
