import CEventABI

@testable import Events

/// A record under construction: the head as the C struct that it is, and strings behind it.
struct Record<Head: BitwiseCopyable> {
  private var record: RecordBytes

  init(_ kind: EventKind, _ head: Head, flags: UInt32 = 0, task: ev_task = .telling) {
    record = RecordBytes(head)
    var header = ev_header()
    header.size = UInt32(record.bytes.count)
    header.kind = kind.rawValue
    header.flags = UInt16(flags)
    header.cpu = 3
    header.seq = 77
    header.boot_ns = 3_600_123_456_789
    header.task = task
    record.store(header, at: 0)
  }

  /// Adds a string; `full` says that there were more bytes than these.
  func string(_ path: KeyPath<Head, ev_str>, _ bytes: [UInt8], full: Int? = nil) -> Record {
    var copy = self
    let offset = recordOffset(of: path)
    copy.record.append(bytes, at: offset)
    if let full {
      copy.record.store(UInt32(full), at: offset)
    }
    return copy
  }

  func string(_ path: KeyPath<Head, ev_str>, _ text: String, full: Int? = nil) -> Record {
    string(path, Array(text.utf8), full: full)
  }

  var bytes: [UInt8] { record.bytes }
}

extension ev_task {
  /// A task all of whose values differ.
  static var telling: ev_task {
    var task = ev_task()
    task.start_ns = 0xabc_def0_1234
    task.parent_start_ns = 0x1f
    task.cgroup_id = 8_589_934_592
    task.tgid = 4711
    task.pid = 4712
    task.parent_tgid = 1234
    task.uid = 1000
    task.euid = 0
    task.gid = 1001
    task.egid = 1002
    task.login_uid = 1003
    task.audit_session = 5
    task.pid_ns = 4_026_531_836
    task.mnt_ns = 4_026_531_841
    task.tty = 136 << 20 | 7
    withUnsafeMutableBytes(of: &task.comm) { $0.copyBytes(from: "bash".utf8) }
    return task
  }
}
