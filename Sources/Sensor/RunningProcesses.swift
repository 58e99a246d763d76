import CEventABI
import Capture
import Enrichment
import Events

/// The processes that ran already when the stream began, with their arguments from /proc.
///
/// The stream begins first, then the processes are listed: nobody is missed, but what happens in
/// between is told by both. A fork in the stream whose child is on the list is no news; a process that
/// acts in the stream and was gone before the list got to it is told of when it acts.
struct RunningProcesses {
  /// Who was told of: by the list, by a fork since, or when it acted.
  private var known: Set<Life> = []
  /// When the list was complete, in nanoseconds since boot; later no stranger can act.
  private var listed: UInt64 = 0

  /// The processes of an iterator's output.
  struct List {
    /// The records, completed.
    var records: [[UInt8]] = []
    /// Those out of scope, which are not told of.
    var outside: [[UInt8]] = []
    /// Whether nothing is left at the end that is no such record.
    var isWhole = false
  }

  /// Takes an iterator's output apart.
  mutating func list(_ records: [UInt8], at time: UInt64) -> List {
    listed = time
    var list = List()
    list.isWhole = Self.forEach(in: records) { head, record in
      if head.traits & EV_EXE_OUTSIDE == 0 {
        list.records.append(complete(record, head))
      } else {
        list.outside.append(Array(record))
      }
    }
    return list
  }

  /// Takes an iterator's output apart: the head of each record, and all of it.
  ///
  /// - Returns: whether nothing was left at the end that is no such record.
  static func forEach(
    in records: [UInt8], _ body: (_ head: ev_process_exec, _ record: ArraySlice<UInt8>) -> Void
  ) -> Bool {
    var offset = 0
    while offset + MemoryLayout<ev_process_exec>.size <= records.count {
      let head = records.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: offset, as: ev_process_exec.self)
      }
      let size = Int(head.h.size)
      guard head.h.kind == EV_KIND_PROCESS_SNAPSHOT.rawValue,
        size >= MemoryLayout<ev_process_exec>.size, offset + size <= records.count
      else { return false }
      body(head, records[offset..<offset + size])
      offset += size
    }
    return offset == records.count
  }

  private mutating func complete(_ slice: ArraySlice<UInt8>, _ head: ev_process_exec) -> [UInt8] {
    let record = Array(slice)
    let task = head.h.task
    known.insert(Life(pid: task.tgid, start: task.start_ns))
    guard head.traits & (EV_EXE_KTHREAD | EV_EXE_UNKNOWN) == 0 else { return record }
    guard let arguments = try? readWholeFileBytes("/proc/\(task.tgid)/cmdline"),
      Self.runs(task.tgid, since: task.start_ns)
    else { return record }  // it has ended meanwhile
    let completed = try? record.withUnsafeBytes { bytes in
      try RecordBuilder.replacing(argv: arguments, in: bytes.bytes)
    }
    return completed ?? record
  }

  /// Whether a number still means the process that began then.
  private static func runs(_ process: UInt32, since start: UInt64) -> Bool {
    ProcessStat.number(ProcessStat.startTicks, of: "\(process)") == start / 10_000_000
  }

  /// Who is connected to a server of the list.
  static func peer(of process: UInt32, since start: UInt64) -> RemotePeer? {
    RemotePeer(connectedTo: process) { runs(process, since: start) }
  }

  /// What the stream's record means for who is known.
  enum News {
    /// Nothing: the record stands for itself.
    case none
    /// The record tells what was told already.
    case repeated
    /// The acting process was not told of yet: this record of it comes first.
    case stranger([UInt8])
  }

  /// Looks at a record of the stream.
  mutating func news(in record: UnsafeRawBufferPointer) -> News {
    guard !known.isEmpty, record.count >= MemoryLayout<ev_header>.size else { return .none }
    let header = record.load(as: ev_header.self)
    var child: Life?
    if header.kind == EV_KIND_PROCESS_FORK.rawValue,
      record.count >= MemoryLayout<ev_process_fork>.size
    {
      let fork = record.load(as: ev_process_fork.self)
      child = Life(pid: fork.child_tgid, start: fork.child_start_ns)
      if let child, known.contains(child) { return .repeated }
    }
    guard header.boot_ns <= listed else { return .none }
    if let child { known.insert(child) }
    let actor = known.insert(Life(pid: header.task.tgid, start: header.task.start_ns))
    return actor.inserted ? .stranger(Self.snapshot(of: header)) : .none
  }

  /// Once the stream has moved on, nothing can be told twice.
  mutating func forget() {
    known = []
  }

  /// All that a header says of a process, as if it had been listed.
  private static func snapshot(of header: ev_header) -> [UInt8] {
    var record = ev_process_exec()
    record.h = header
    record.h.kind = UInt16(EV_KIND_PROCESS_SNAPSHOT.rawValue)
    record.h.flags = 0
    record.h.size = UInt32(MemoryLayout<ev_process_exec>.size)
    record.traits = EV_EXE_UNKNOWN
    return withUnsafeBytes(of: record) { Array($0) }
  }
}
