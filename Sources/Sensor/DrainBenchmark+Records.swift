import CEventABI
import Events

extension DrainBenchmark {
  /// What the records tell of; but for the first as in the workloads of `scripts/bench`.
  public enum Workload: String, CaseIterable, Sendable {
    /// Images of 17 arguments, of 64 processes.
    case image
    /// One process starts others: fork, exec, exit.
    case exec
    /// One process writes 64 bytes at a time to a terminal.
    case terminal
    /// One process connects to a port, and the connection ends.
    case connectOpen = "connect-open"
    /// One process connects to a unix socket.
    case connectUnix = "connect-unix"

    /// As many as one lap of the ring has, or fewer.
    var records: [[UInt8]] {
      switch self {
      case .image: (0..<64).map { DrainBenchmark.exec(pid: 23456 + $0) }
      case .exec: (0..<1024).flatMap { DrainBenchmark.life(pid: 23456 + $0) }
      case .terminal: [DrainBenchmark.terminalWrite]
      case .connectOpen: (0..<1024).flatMap { DrainBenchmark.connection(port: 32768 + $0) }
      case .connectUnix: [DrainBenchmark.unixConnect]
      }
    }

    /// What is told before: how whoever acts came in, which the first has no need of.
    var prologue: [[UInt8]] { self == .image ? [] : DrainBenchmark.ancestors }
  }

  private static let compiler = "/usr/lib/gcc/x86_64-linux-gnu/12/cc1"
  private static let session = "/user.slice/user-1000.slice/session-7.scope"
  private static let parent: UInt32 = 23400
  private static let parentStart: UInt64 = 3_000_000_000_000

  /// The acting task of a record.
  static func header(
    _ kind: ev_kind, pid: UInt32, start: UInt64, parent: UInt32, parentStart: UInt64, comm: String
  ) -> ev_header {
    var header = ev_header()
    header.kind = UInt16(kind.rawValue)
    header.boot_ns = 3_600_000_000_000
    header.task.start_ns = start
    header.task.parent_start_ns = parentStart
    header.task.cgroup_id = 4242
    header.task.tgid = pid
    header.task.pid = pid
    header.task.parent_tgid = parent
    header.task.uid = 1000
    header.task.euid = 1000
    header.task.gid = 1000
    header.task.egid = 1000
    header.task.login_uid = 1000
    header.task.audit_session = 7
    header.task.pid_ns = 4_026_531_836
    header.task.mnt_ns = 4_026_531_832
    header.task.tty = 136 << 20 | 3
    withUnsafeMutableBytes(of: &header.task.comm) { $0.copyBytes(from: comm.utf8) }
    return header
  }

  private static func compilerHeader(_ kind: ev_kind, pid: Int) -> ev_header {
    header(
      kind, pid: UInt32(pid), start: 3_599_990_000_000, parent: parent, parentStart: parentStart,
      comm: "cc1")
  }

  private static func parentHeader(_ kind: ev_kind) -> ev_header {
    header(
      kind, pid: parent, start: parentStart, parent: 23000, parentStart: 2_000_000_000_000,
      comm: "make")
  }

  /// The server that let somebody in, the shell, and the program that acts.
  private static var ancestors: [[UInt8]] {
    let line: [(pid: UInt32, start: UInt64, exe: String)] = [
      (22900, 1_000_000_000_000, "/usr/sbin/sshd"), (23000, 2_000_000_000_000, "/usr/bin/bash"),
      (parent, parentStart, "/usr/bin/make"),
    ]
    var records: [[UInt8]] = []
    var above: (pid: UInt32, start: UInt64) = (1, 1)
    for (pid, start, exe) in line {
      var exec = ev_process_exec()
      exec.h = header(
        EV_KIND_PROCESS_EXEC, pid: pid, start: start, parent: above.pid, parentStart: above.start,
        comm: String(exe.split(separator: "/").last ?? ""))
      exec.session = pid
      records.append(
        record(exec, [(\.exe, Array(exe.utf8)), (\.cgroup, Array(session.utf8))]))
      above = (pid, start)
    }
    return records
  }

  /// A record: its head, and the strings behind it.
  static func record<Head: BitwiseCopyable>(
    _ head: Head, _ texts: [(WritableKeyPath<Head, ev_str>, [UInt8])] = []
  ) -> [UInt8] {
    var head = head
    var tail: [UInt8] = []
    let headSize = MemoryLayout<Head>.size
    for (field, bytes) in texts {
      head[keyPath: field] = ev_str(
        full: UInt32(bytes.count), off: UInt16(headSize + tail.count), len: UInt16(bytes.count))
      tail += bytes
    }
    var record = withUnsafeBytes(of: head) { Array($0) } + tail
    let size = UInt32(record.count)
    record.withUnsafeMutableBytes { $0.storeBytes(of: size, as: UInt32.self) }  // ev_header.size
    return record
  }

  /// A compiler's command line: 17 arguments, 568 bytes in all.
  static func exec(
    pid: Int, exe: String = compiler, cgroup: String = session
  ) -> [UInt8] {
    exec(
      pid: pid, exe: exe, cgroup: cgroup,
      arguments: [
        compiler, "-quiet", "-imultiarch", "x86_64-linux-gnu",
        "-D_GNU_SOURCE", "main.c", "-quiet", "-dumpbase", "main.c", "-dumpbase-ext", ".c",
        "-mtune=generic", "-march=x86-64", "-O2", "-Wall", "-o", "/tmp/ccQ2mX4z.s",
      ])
  }

  private static func exec(
    pid: Int, exe: String, cgroup: String, arguments: [String]
  ) -> [UInt8] {
    var exec = ev_process_exec()
    exec.h = compilerHeader(EV_KIND_PROCESS_EXEC, pid: pid)
    exec.inode = 1_234_567
    exec.device = 8 << 20 | 1
    exec.mode = 0o100755
    exec.argc = UInt32(arguments.count)
    exec.session = 23000
    exec.process_group = parent
    return record(
      exec,
      [
        (\.exe, Array(exe.utf8)),
        (\.invoked, Array(compiler.utf8)),
        (\.cwd, Array("/home/carol/work/project/build".utf8)),
        (\.argv, arguments.flatMap { Array($0.utf8) + [0] }),
        (\.cgroup, Array(cgroup.utf8)),
      ])
  }

  private static func life(pid: Int) -> [[UInt8]] {
    var fork = ev_process_fork()
    fork.h = parentHeader(EV_KIND_PROCESS_FORK)
    fork.child_tgid = UInt32(pid)
    fork.child_start_ns = 3_599_990_000_000
    fork.child_parent_tgid = parent
    fork.child_parent_start_ns = parentStart
    fork.child_pid_ns_pid = UInt32(pid)
    var exit = ev_process_exit()
    exit.h = compilerHeader(EV_KIND_PROCESS_EXIT, pid: pid)
    return [
      record(fork),
      exec(pid: pid, exe: compiler, cgroup: session, arguments: [compiler]),
      record(exit),
    ]
  }

  private static var terminalWrite: [UInt8] {
    var write = ev_tty()
    write.h = parentHeader(EV_KIND_TTY_WRITE)
    write.bytes = 64
    write.device = 136 << 20 | 3
    write.session = 23000
    write.lflag = EV_TTY_ISIG | EV_TTY_ICANON | EV_TTY_ECHO
    write.rows = 24
    write.columns = 80
    return record(write, [(\.data, Array(repeating: UInt8(ascii: "x"), count: 62) + [13, 10])])
  }

  static func socket(family: UInt16) -> ev_socket {
    var socket = ev_socket()
    socket.net_ns = 4_026_531_840
    socket.family = family
    socket.type = 1
    return socket
  }

  private static func endpoint(port: Int) -> ev_endpoint {
    var endpoint = ev_endpoint()
    endpoint.family = AddressFamily.ipv4
    endpoint.port = UInt16(port)
    withUnsafeMutableBytes(of: &endpoint.address) { $0.copyBytes(from: [127, 0, 0, 1]) }
    return endpoint
  }

  private static func connection(port: Int) -> [[UInt8]] {
    var connect = ev_net()
    connect.h = parentHeader(EV_KIND_NET_CONNECT)
    connect.socket = socket(family: AddressFamily.ipv4)
    connect.socket.protocol = 6
    connect.socket.local = endpoint(port: port)
    connect.socket.remote = endpoint(port: 8080)
    var close = ev_net_close()
    close.h = parentHeader(EV_KIND_NET_CLOSE)
    close.socket = connect.socket
    close.since_ns = 3_599_999_000_000
    close.duration_ns = 54_321
    close.state = 4
    close.origin = EV_ORIGIN_CONNECT
    return [record(connect), record(close)]
  }

  private static var unixConnect: [UInt8] {
    var connect = ev_net()
    connect.h = parentHeader(EV_KIND_NET_CONNECT)
    connect.socket = socket(family: 1)
    return record(connect, [(\.remote_path, Array("/run/user/1000/bus".utf8))])
  }
}
