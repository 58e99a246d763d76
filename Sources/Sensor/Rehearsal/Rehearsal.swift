import Capture
import Events
import Glibc

/// A capture with an actor for its scope: what the actor does, and what comes of it.
///
/// What is asked for in tests breaks one link of the chain from the hook to the line.
final class Rehearsal {
  /// Why there is none.
  enum Failure: Error, CustomStringConvertible {
    case capture(BPFError)
    case actor(ActorProcess.Failure)
    case namespace

    var description: String {
      switch self {
      case .capture(let error): error.description
      case .actor(let error): error.description
      case .namespace: SensorError.inPIDNamespace.description
      }
    }
  }

  let capture: Capture
  let actor: ActorProcess
  private let broken: Link?
  /// nil: the kernel does not let this process count, and so nothing is known of runs.
  private var statistics: BPFStatistics?
  private var encoder: EventEncoder
  private let buffer = OutputBuffer(capacity: 1 << 20)

  /// Starts the actor and brings the ladder into force; nothing is recorded before ``begin()``.
  ///
  /// - Parameters:
  ///   - hooks: which hooks may be used, and how they are found.
  ///   - host: whose events they are.
  ///   - broken: the link that does not work, for tests of what is told then.
  /// - Throws: why nothing can be recorded here.
  init(
    hooks: CaptureConfiguration, host: HostIdentity, broken: Link? = nil
  ) throws(Failure) {
    self.broken = broken
    // An actor that is gone is told as such.
    signal(SIGPIPE, SIG_IGN)
    encoder = EventEncoder(
      hostID: host.id, bootID: host.bootID, runID: "rehearsal",
      bootToRealtimeOffset: host.bootToRealtime)
    do {
      actor = try ActorProcess()
    } catch {
      throw .actor(error)
    }
    var configuration = hooks
    configuration.scope = .init(processTree: actor.pid)
    configuration.files = FileWatch.defaults(extraPaths: [])
    if broken == .ring { configuration.rings = RingSizes(critical: 4096, bulk: 4096) }
    do {
      capture = try Capture(configuration)
      try capture.attachToStandIns()
    } catch {
      throw .capture(error)
    }
    let own = HeaderTemplate(actingTaskOf: capture.sensorHeader, bootNanoseconds: 0)
    guard own.processID == getpid() else { throw .namespace }
    if broken == .hook { capture.detach() }
  }

  /// From now on the actor's doings are recorded, and runs of programs counted.
  func begin() throws(Failure) {
    statistics = try? BPFStatistics()
    do {
      try actor.begin()
    } catch {
      throw .actor(error)
    }
    if broken != .filter { _ = capture.arm() }
  }

  /// Ends the actor, detaches everything.
  func end() {
    actor.stop()
    capture.disarm()
  }

  /// Has the actor do it.
  ///
  /// - Throws: why it cannot be done here.
  /// - Returns: what came of that, and of nothing else.
  func perform(_ act: Act, count: Int) throws(ActorProcess.Failure) -> Performance {
    // A ring that is too small is full after as many.
    let count = broken == .ring ? max(count, 64) : count
    try actor.prepare(act, count: count)
    _ = takeRecords()
    _ = capture.losses.takeGrowth()
    let before = (runs: runs, attempted: attempted)
    let pid = try actor.perform()
    let after = (runs: runs, attempted: attempted)
    let received = broken == .ring ? [] : takeRecords()
    try actor.finish()
    return Performance(
      act: act, count: count, pid: pid,
      runs: after.runs.map { runs in
        runs.reduce(into: [:]) { growth, entry in
          growth[entry.key] = entry.value - (before.runs?[entry.key] ?? ProgramRuns())
        }
      },
      attempted: Int(after.attempted[act.lane] ?? 0) - Int(before.attempted[act.lane] ?? 0),
      lost: capture.losses.takeGrowth().filter { $0.kind == act.kind }, received: received)
  }

  /// What the actor looks like in the list of processes that run.
  func performSnapshot() throws(BPFError) -> Performance {
    let before = runs
    let list = try capture.runningProcesses()
    let after = runs
    var received: [Performance.Record] = []
    var rest = list[...]
    while rest.count >= 4 {
      let size = Int(rest.prefix(4).reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) })
      guard size >= RecordHeader.byteCount, size <= rest.count else { break }
      received.append(Array(rest.prefix(size)).withUnsafeBytes { decode($0) })
      rest = rest.dropFirst(size)
    }
    let name = "process_snapshot"
    let growth = after.map { [name: ($0[name] ?? .init()) - (before?[name] ?? .init())] }
    return Performance(
      act: nil, count: 1, pid: actor.pid, runs: growth, attempted: received.count, lost: [],
      received: received)
  }

  /// How often each program has run since ``begin()``; nil: not known.
  var runs: [String: ProgramRuns]? { statistics == nil ? nil : capture.runs }

  private var attempted: [Lane: UInt64] {
    Dictionary(uniqueKeysWithValues: Lane.allCases.map { ($0, capture.losses.attempted($0)) })
  }

  private func takeRecords() -> [Performance.Record] {
    var records: [Performance.Record] = []
    guard broken != .ring else { return [] }
    _ = capture.stream.drain(everything: true) { records.append(decode($0)) }
    return records
  }

  private func decode(_ record: UnsafeRawBufferPointer) -> Performance.Record {
    let bytes = broken == .decoder ? UnsafeRawBufferPointer(rebasing: record.dropLast()) : record
    guard let header = try? RecordHeader(decoding: bytes.bytes) else {
      return Performance.Record(kind: nil, pid: 0, line: .failure(.init(description: "too short")))
    }
    buffer.removeAll()
    do {
      try encoder.encode(record: bytes.bytes, into: buffer)
    } catch {
      return Performance.Record(
        kind: header.kind, pid: header.processID,
        line: .failure(.init(description: error.description)))
    }
    let line = buffer.withBytes { bytes in
      bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
    return Performance.Record(kind: header.kind, pid: header.processID, line: .success(line))
  }
}

extension Act {
  var lane: Lane { EventCatalog.definition(of: kind)?.lane ?? .bulk }
}
