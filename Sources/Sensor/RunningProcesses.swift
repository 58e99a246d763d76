import CEventABI
import Capture
import Events

/// The processes that ran already when the stream began, with their arguments from /proc.
struct RunningProcesses {
  /// One life of a process.
  private struct Life: Hashable {
    var pid: UInt32
    var start: UInt64
  }

  /// Who was told of as running: a fork that the stream tells of as well is no news.
  private var lives: Set<Life> = []

  /// Hands on the records of an iterator's output, one by one, completed.
  mutating func forEach(in records: [UInt8], _ body: ([UInt8]) -> Void) {
    var offset = 0
    while offset + MemoryLayout<ev_process_exec>.size <= records.count {
      let size = records.withUnsafeBytes {
        Int($0.loadUnaligned(fromByteOffset: offset, as: ev_header.self).size)
      }
      guard size >= MemoryLayout<ev_process_exec>.size, offset + size <= records.count else {
        return
      }
      body(complete(Array(records[offset..<offset + size])))
      offset += size
    }
  }

  private mutating func complete(_ record: [UInt8]) -> [UInt8] {
    let head = record.withUnsafeBytes { $0.loadUnaligned(as: ev_process_exec.self) }
    let task = head.h.task
    lives.insert(Life(pid: task.tgid, start: task.start_ns))
    guard head.traits & EV_EXE_KTHREAD == 0,
      let arguments = try? readWholeFileBytes("/proc/\(task.tgid)/cmdline"), !arguments.isEmpty,
      Self.startTicks(of: task.tgid) == task.start_ns / 10_000_000
    else { return record }
    let completed = try? record.withUnsafeBytes { bytes in
      try RecordBuilder.replacing(argv: arguments, in: bytes.bytes)
    }
    return completed ?? record
  }

  /// Whether a record of the stream tells of a process that is known as running.
  func tells(_ record: UnsafeRawBufferPointer) -> Bool {
    guard !lives.isEmpty, record.count >= MemoryLayout<ev_process_fork>.size,
      record.load(as: ev_header.self).kind == EV_KIND_PROCESS_FORK.rawValue
    else { return false }
    let fork = record.load(as: ev_process_fork.self)
    return lives.contains(Life(pid: fork.child_tgid, start: fork.child_start_ns))
  }

  /// Once the stream has moved on, no fork can be told twice.
  mutating func forget() {
    lives = []
  }

  /// When a process began, in hundredths of a second since boot; the twentieth field behind the
  /// name in parentheses.
  ///
  /// Tells whether the number still means the same process.
  private static func startTicks(of process: UInt32) -> UInt64? {
    guard let text = try? readWholeFile("/proc/\(process)/stat"),
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    return fields.count > 19 ? UInt64(fields[19]) : nil
  }
}
