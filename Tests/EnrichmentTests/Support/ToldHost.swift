import CEventABI
import Events
import Foundation
import Testing

@testable import Enrichment

/// A host that exists in records only: what its processes do is told to an enricher, and what that
/// says of each event comes back.
final class ToldHost {
  static let mounts: UInt32 = 4_026_531_832
  static let pids: UInt32 = 4_026_531_836

  private(set) var enricher: Enricher
  private var encoder = EventEncoder(
    hostID: "host", bootID: "1a2b3c4d-0000", runID: "run",
    bootToRealtimeOffset: 1_795_338_000_000_000_000)
  private var forgetful = EventEncoder(
    hostID: "host", bootID: "1a2b3c4d-0000", runID: "run", bootToRealtimeOffset: 0)
  private let roots: FakeRoots
  private(set) var now: UInt64 = 1_000_000_000_000
  private(set) var tasks: [UInt32: ev_task] = [:]
  /// Number of the process in its own namespace, where that is another one.
  var ownPIDs: [UInt32: UInt32] = [:]

  init(processLimit: Int = 65_536, users: String = "root:x:0:0:\nalice:x:1000:0:\nbob:x:1001:0:\n")
    throws
  {
    roots = try FakeRoots()
    try roots.write("host/etc/passwd", users)
    try roots.write("host/etc/group", "root:x:0:\nstaff:x:50:\n")
    enricher = Enricher(
      host: Enricher.Host(
        bootID: "1a2b3c4d-0000", bootToRealtimeOffset: 1_795_338_000_000_000_000,
        mountNamespace: Self.mounts, pidNamespace: Self.pids),
      processLimit: processLimit,
      accounts: AccountNames(places: roots.places, limits: AccountLimits()))
    enricher.waitForNames()
    try settle()
    tasks[1] = task(1, parent: 0)
    snapshot(1, "/usr/lib/systemd/systemd", cgroup: "/init.scope")
  }

  private func task(_ pid: UInt32, parent: UInt32) -> ev_task {
    var task = tasks[parent] ?? ev_task()
    now += 1000
    task.parent_tgid = parent
    task.parent_start_ns = tasks[parent]?.start_ns ?? 0
    task.start_ns = now
    task.tgid = pid
    task.pid = pid
    task.pid_ns = tasks[parent]?.pid_ns ?? Self.pids
    task.mnt_ns = tasks[parent]?.mnt_ns ?? Self.mounts
    if parent == 0 {
      task.login_uid = EV_UNSET
      task.audit_session = EV_UNSET
    }
    return task
  }

  /// Changes what the kernel says of a process from now on.
  func change(_ pid: UInt32, _ body: (inout ev_task) -> Void) {
    body(&tasks[pid, default: ev_task()])
  }

  /// The kernel gives a process to the first one.
  func orphan(_ pid: UInt32) {
    let start = tasks[1]?.start_ns ?? 0
    change(pid) { task in
      task.parent_tgid = 1
      task.parent_start_ns = start
    }
  }

  @discardableResult
  func fork(_ parent: UInt32, _ child: UInt32, isTold: Bool = true) -> Told {
    let task = task(child, parent: parent)
    tasks[child] = task
    var fork = ev_process_fork()
    fork.child_tgid = child
    fork.child_start_ns = task.start_ns
    fork.child_parent_tgid = parent
    fork.child_parent_start_ns = task.parent_start_ns
    fork.child_pid_ns_pid = ownPIDs[child] ?? child
    return isTold ? tell(fork, .processFork, parent) : Told()
  }

  @discardableResult
  func exec(_ pid: UInt32, _ path: String, session: UInt32 = 0, cgroup: String = "") -> Told {
    image(.processExec, pid, path, session: session, cgroup: cgroup)
  }

  @discardableResult
  func snapshot(_ pid: UInt32, _ path: String, session: UInt32 = 0, cgroup: String = "") -> Told {
    image(.processSnapshot, pid, path, session: session, cgroup: cgroup)
  }

  private func image(
    _ kind: EventKind, _ pid: UInt32, _ path: String, session: UInt32, cgroup: String
  ) -> Told {
    tell(imageRecord(kind, pid, path, session: session, cgroup: cgroup))
  }

  /// The process of a list that is taken in at the start.
  func listed(_ pid: UInt32, _ path: String, session: UInt32, cgroup: String) -> [UInt8] {
    imageRecord(.processSnapshot, pid, path, session: session, cgroup: cgroup)
  }

  private func imageRecord(
    _ kind: EventKind, _ pid: UInt32, _ path: String, session: UInt32, cgroup: String
  ) -> [UInt8] {
    var exec = ev_process_exec()
    exec.session = session
    exec.pid_ns_pid = ownPIDs[pid] ?? pid
    exec.inode = 1
    return record(exec, kind, pid, [(\.exe, path), (\.cgroup, cgroup)])
  }

  /// A process that was not told of; listed only.
  func add(_ pid: UInt32, childOf parent: UInt32) {
    tasks[pid] = task(pid, parent: parent)
  }

  func adopt(_ records: [[UInt8]], peer: (UInt32, UInt64) -> RemotePeer?) {
    enricher.adopt(records, peer: peer)
  }

  @discardableResult
  func exit(_ pid: UInt32) -> Told {
    let told = tell(ev_process_exit(), .processExit, pid)
    tasks[pid] = nil
    return told
  }

  /// Any other thing that a process does.
  @discardableResult
  func act(_ pid: UInt32) -> Told {
    tell(ev_module_unload(), .moduleUnload, pid)
  }

  func wait(seconds: Double) {
    now += UInt64(seconds * 1e9)
    enricher.tidy(now: now)
  }

  /// Compares with the kernel's list of processes, nanoseconds later.
  func heal(_ living: [UInt8], after time: UInt64) -> Healing {
    enricher.heal(living: living, at: now + time)
  }

  /// What is known of processes by their numbers, and of those above one of them.
  func known(_ numbers: Set<UInt32>) -> [UInt32: Enricher.KnownProcess] {
    enricher.processes(numbered: numbers)
  }

  func ancestors(of life: Life) -> [UInt32] {
    enricher.ancestors(of: life).map(\.pid)
  }

  func isRunning(_ life: Life) -> Bool {
    enricher.isRunning(life)
  }

  /// Waits until the names that were asked for have been read.
  func settle() throws {
    let deadline = Date(timeIntervalSinceNow: 30)
    // What was read and not taken over is still to come.
    enricher.tidy(now: now)
    while !enricher.accounts.isIdle {
      try #require(Date() < deadline, "the reader has not come back")
      usleep(500)
      enricher.tidy(now: now)
    }
  }

  private func tell<Head: BitwiseCopyable>(
    _ head: Head, _ kind: EventKind, _ pid: UInt32,
    _ texts: [(WritableKeyPath<Head, ev_str>, String)] = []
  ) -> Told {
    tell(record(head, kind, pid, texts))
  }

  private func record<Head: BitwiseCopyable>(
    _ head: Head, _ kind: EventKind, _ pid: UInt32,
    _ texts: [(WritableKeyPath<Head, ev_str>, String)]
  ) -> [UInt8] {
    now += 1000
    var head = head
    var tail: [UInt8] = []
    for (path, text) in texts {
      head[keyPath: path] = ev_str(
        full: UInt32(text.utf8.count), off: UInt16(MemoryLayout<Head>.size + tail.count),
        len: UInt16(text.utf8.count))
      tail += Array(text.utf8)
    }
    var header = ev_header()
    header.size = UInt32(MemoryLayout<Head>.size + tail.count)
    header.kind = kind.rawValue
    header.boot_ns = now
    header.task = tasks[pid] ?? ev_task()
    var record = withUnsafeBytes(of: head) { Array($0) } + tail
    withUnsafeBytes(of: header) { record.replaceSubrange(0..<$0.count, with: $0) }
    return record
  }

  /// The same line where nothing is kept from event to event.
  private func lineAnew(_ record: [UInt8]) -> Data {
    let values = enricher.fillAnew(record)
    // The encoder forgets what it has kept.
    forgetful.bootToRealtimeOffset = encoder.bootToRealtimeOffset
    let buffer = OutputBuffer(
      capacity: OutputBuffer.worstCase(forRecordOf: record.count) + values.byteCount)
    try? forgetful.encode(record: record.span.bytes, with: values, into: buffer)
    return buffer.withBytes { bytes in bytes.withUnsafeBytes { Data($0) } }
  }

  /// Tells any bytes.
  func tell(_ record: [UInt8]) -> Told {
    enricher.enrich(record.span.bytes)
    let values = enricher.values
    let buffer = OutputBuffer(
      capacity: OutputBuffer.worstCase(forRecordOf: record.count) + values.byteCount)
    guard (try? encoder.encode(record: record.span.bytes, with: values, into: buffer)) != nil else {
      return Told()
    }
    let line = buffer.withBytes { bytes in bytes.withUnsafeBytes { Data($0) } }
    #expect(line == lineAnew(record), "what is kept of who acts differs from what is known")
    return Told(fields: (try? JSONSerialization.jsonObject(with: line)) as? [String: Any] ?? [:])
  }
}

/// An event as it is told.
struct Told {
  var fields: [String: Any] = [:]

  private subscript(any name: String) -> Any? {
    name.split(separator: ".").reduce(fields as Any?) { value, part in
      (value as? [String: Any])?[String(part)]
    }
  }

  subscript(name: String) -> String? {
    switch self[any: name] {
    case let text as String: text
    case let number as NSNumber: number.stringValue
    default: nil
    }
  }

  func list(_ name: String) -> [String]? { self[any: name] as? [String] }
}

extension Enricher {
  /// What is known of the event that was taken in last, looked up once more.
  fileprivate mutating func fillAnew(_ record: [UInt8]) -> EnrichedValues {
    values.removeAll()
    guard let header = record.span.bytes.head(as: ev_header.self) else { return values }
    let task = header.task
    let place = task.tgid == 0 ? 0 : processes.find(Life(pid: task.tgid, start: task.start_ns))
    if place != 0 { fill(place, task, record.span.bytes) }
    nameRemote(record.span.bytes, header)
    return values
  }
}
