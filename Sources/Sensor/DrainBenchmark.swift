import CEventABI
import Capture
import Enrichment
import Events
import Glibc
public import Sinks

/// What reading, decoding, encoding and writing cost by themselves, without a kernel that fills the
/// ring: for `scripts/bench`.
public struct DrainBenchmark {
  /// CPU time of the process for all events.
  public struct Result: Sendable {
    /// Lines written.
    public var events: Int
    /// Nanoseconds in user mode.
    public var user: Int
    /// Nanoseconds in the kernel.
    public var system: Int
  }

  /// Drains at least `count` records to the sink: each the exec of 17 arguments of one of 64 processes.
  ///
  /// - Parameters:
  ///   - count: how many records.
  ///   - enriches: whether it is looked up who acts.
  ///   - known: how many other processes are known meanwhile.
  ///   - host: what the events are said to come from.
  ///   - sink: where the lines go.
  /// - Returns: what it took.
  /// - Throws: `Errno` where the sink fails.
  public static func run(
    count: Int, enriches: Bool, known: Int, host: HostIdentity, sink: any Sink
  ) throws -> Result {
    let ring = ReplayRing(of: (0..<64).map { execRecord(pid: 23456 + $0) }, capacity: 1 << 20)
    var encoder = EventEncoder(
      hostID: host.id, bootID: host.bootID, bootToRealtimeOffset: host.bootToRealtime)
    var enricher = enricher(of: host)
    enricher.waitForNames()
    remember(known, in: &enricher)
    let nothing = EnrichedValues()
    let worker = SinkWorker(sink, batchCount: 4, batchCapacity: 1 << 20) { _ in }
    worker.start()
    var batch = worker.takeEmpty()
    var events = 0
    let before = cpuTime()
    while events < count {
      ring.refill()
      events += ring.stream.drain(everything: true) { record in
        let values = enriches ? enricher.enrich(record.bytes) : nothing
        if !batch.hasRoom(forRecordOf: record.count, with: values) {
          worker.submit(batch)
          batch = worker.takeEmpty()
        }
        do {
          try encoder.encode(record: record.bytes, with: values, into: batch)
        } catch {
          preconditionFailure("the benchmark's own record is not sound: \(error)")
        }
      }
      enricher.tidy(now: bootTime())
    }
    worker.submit(batch)
    try worker.finish()
    let after = cpuTime()
    return Result(
      events: events, user: after.user - before.user, system: after.system - before.system)
  }

  /// Has so many processes known, of 500 programs in 300 control groups.
  ///
  /// - Returns: the bytes of memory that this took.
  public static func memory(processes count: Int, host: HostIdentity) throws -> Int {
    var enricher = enricher(of: host)
    enricher.waitForNames()
    let before = try residentBytes()
    remember(count, in: &enricher)
    return try residentBytes() - before
  }

  private static func remember(_ count: Int, in enricher: inout Enricher) {
    for number in 0..<count {
      let record = execRecord(
        pid: 100_000 + number, exe: "/usr/lib/some/package/program-\(number % 500)",
        cgroup: "/system.slice/some-\(number % 300).service")
      record.withUnsafeBytes { _ = enricher.enrich($0.bytes) }
    }
    guard enricher.processCount >= count else {
      preconditionFailure("only \(enricher.processCount) processes are known")
    }
  }

  private static func enricher(of host: HostIdentity) -> Enricher {
    Enricher(
      host: Enricher.Host(
        bootID: host.bootID, bootToRealtimeOffset: host.bootToRealtime,
        mountNamespace: 4_026_531_832, pidNamespace: 4_026_531_836))
  }

  /// Pages that no file is behind, from /proc/self/statm.
  private static func residentBytes() throws -> Int {
    let fields = try readWholeFile("/proc/self/statm").split(separator: " ").compactMap { Int($0) }
    return (fields[1] - fields[2]) * sysconf(Int32(_SC_PAGESIZE))
  }

  private static func cpuTime() -> (user: Int, system: Int) {
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF, an enum that the function does not take
    func nanoseconds(_ time: timeval) -> Int { time.tv_sec * 1_000_000_000 + time.tv_usec * 1000 }
    return (nanoseconds(usage.ru_utime), nanoseconds(usage.ru_stime))
  }

  /// A compiler's command line: 17 arguments, 568 bytes in all.
  private static func execRecord(
    pid: Int, exe: String = "/usr/lib/gcc/x86_64-linux-gnu/12/cc1",
    cgroup: String = "/user.slice/user-1000.slice/session-7.scope"
  ) -> [UInt8] {
    var exec = ev_process_exec()
    exec.h.kind = UInt16(EV_KIND_PROCESS_EXEC.rawValue)
    exec.h.boot_ns = 3_600_000_000_000
    exec.h.task.start_ns = 3_599_990_000_000
    exec.h.task.parent_start_ns = 3_000_000_000_000
    exec.h.task.cgroup_id = 4242
    exec.h.task.tgid = UInt32(pid)
    exec.h.task.pid = UInt32(pid)
    exec.h.task.parent_tgid = 23400
    exec.h.task.uid = 1000
    exec.h.task.euid = 1000
    exec.h.task.gid = 1000
    exec.h.task.egid = 1000
    exec.h.task.login_uid = 1000
    exec.h.task.audit_session = 7
    exec.h.task.pid_ns = 4_026_531_836
    exec.h.task.mnt_ns = 4_026_531_832
    exec.h.task.tty = 136 << 20 | 3
    withUnsafeMutableBytes(of: &exec.h.task.comm) { $0.copyBytes(from: "cc1".utf8) }
    exec.inode = 1_234_567
    exec.device = 8 << 20 | 1
    exec.mode = 0o100755
    exec.argc = 17
    exec.session = 23000
    exec.process_group = 23400
    let arguments = [
      "/usr/lib/gcc/x86_64-linux-gnu/12/cc1", "-quiet", "-imultiarch", "x86_64-linux-gnu",
      "-D_GNU_SOURCE", "main.c", "-quiet", "-dumpbase", "main.c", "-dumpbase-ext", ".c",
      "-mtune=generic", "-march=x86-64", "-O2", "-Wall", "-o", "/tmp/ccQ2mX4z.s",
    ]
    let texts: [(WritableKeyPath<ev_process_exec, ev_str>, [UInt8])] = [
      (\.exe, Array(exe.utf8)),
      (\.invoked, Array("/usr/lib/gcc/x86_64-linux-gnu/12/cc1".utf8)),
      (\.cwd, Array("/home/carol/work/project/build".utf8)),
      (\.argv, arguments.flatMap { Array($0.utf8) + [0] }),
      (\.cgroup, Array(cgroup.utf8)),
    ]
    var tail: [UInt8] = []
    let head = MemoryLayout<ev_process_exec>.size
    for (field, bytes) in texts {
      exec[keyPath: field] = ev_str(
        full: UInt32(bytes.count), off: UInt16(head + tail.count), len: UInt16(bytes.count))
      tail += bytes
    }
    exec.h.size = UInt32(head + tail.count)
    return withUnsafeBytes(of: exec) { Array($0) } + tail
  }
}
