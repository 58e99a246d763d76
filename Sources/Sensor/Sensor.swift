public import Capture
import Enrichment
import Events
import Glibc
public import Logging
public import Sinks
import SystemPackage

/// Wires the stages: drains the kernel's rings, encodes each record while it is still there, hands
/// batches of lines to the sinks.
///
/// One thread does all of it; each sink has threads of its own.
public final class Sensor {
  /// How a run went.
  public struct Summary: Sendable {
    /// Events told, those of the sensor itself included, less those that every sink has lost.
    public var events: UInt64
    /// Events that were lost, for whatever reason; those that a sink did not get, for each sink.
    public var lost: UInt64
    /// The same by reason, such as "ring_full".
    public var lostByReason: [(reason: String, count: UInt64)]
    /// The signal that ended it; nil if something else did.
    public var signal: Int32?
    /// Whether it ended because all processes of the tree in scope had.
    public var treeEnded: Bool
    /// How the sinks were at the end.
    public var sinks: [SinkState]
  }

  /// The priority of the thread that drains.
  private static let niceness: CInt = -4
  /// How often losses are looked for, in nanoseconds.
  private static let lossInterval: UInt64 = 1_000_000_000
  /// In so many nanoseconds what happened has come out of the rings.
  static let pulseDelay: UInt64 = 100_000_000
  /// After so many tenths of a second a second signal ends a sensor that still waits for a sink.
  private static let overdueLimit = 10
  /// After that a fork can no longer tell of a process that was running at the start.
  private static let startupInterval: UInt64 = 10_000_000_000

  let configuration: SensorConfiguration
  let logger: Logger
  let capture: Capture
  private let wakeup: Wakeup
  let sinks: FanOut
  /// Reads the configuration of the sinks anew; nil: there is none.
  let reload: SinkReload?
  // Unchecked, here and in LaneReader: only the drain's thread comes to these, one call at a time, and
  // the runtime's checks are a twentieth of what an event costs.
  @exclusivity(unchecked) private var encoder: EventEncoder
  @exclusivity(unchecked) private var batch: OutputBuffer
  @exclusivity(unchecked) var events: UInt64 = 0
  let tally = EventTally()
  @exclusivity(unchecked) var enricher: Enricher
  /// What the enricher knows of the event at hand.
  private let values: EnrichedValues
  /// Whether events of a kind are told, by its number: some are captured to know who acts.
  private let tells: [Bool]
  /// Whether what changes to files mean is told.
  private let tellsEffects: Bool
  var ledger = LossLedger()
  /// Where it says how it is.
  let statusSocket: StatusSocket?
  /// Where it leaves signs of life.
  let heartbeatFile: HeartbeatFile?
  /// Which run it is: the sensor's own process, as events tell it.
  let runID: String
  /// What it still may; nil: what it could at its start.
  public let privileges: Privileges?
  var throttles = Throttles()
  var limiter: Limiter?
  /// What can be left out of what is captured.
  let degradeSteps: [DegradeStep]
  @exclusivity(unchecked) var running = RunningProcesses()
  /// What files tell of logins; nil: nothing of the sort is to be told.
  @exclusivity(unchecked) var logins: LoginRecords?
  var lastLossCheck: UInt64 = 0
  /// Who lived at a moment, to be compared with the table.
  var pulse: (living: [UInt8], time: UInt64)?
  var lastPulse: UInt64 = 0
  var reportedEvictions: UInt64 = 0
  private var pace = Pace()
  /// The signal that asks the sensor to end.
  private var signal: Int32?
  private var sinksHaveEnded = false
  /// How often there was still something to write when the sinks should have been done.
  private var overdue = 0

  /// Loads and attaches the programs; nothing is recorded before ``run()``.
  ///
  /// SIGINT, SIGTERM and SIGHUP are taken over by the sensor; to be made before any other thread.
  public init(
    _ configuration: SensorConfiguration, sinks plans: [SinkPlan], logger: Logger
  ) throws {
    self.configuration = configuration
    self.logger = logger
    statusSocket = try configuration.status?.open(logger)
    heartbeatFile = try configuration.heartbeat?.open(logger)
    let wakeup = try Wakeup(signals: [SIGINT, SIGTERM, SIGHUP])
    self.wakeup = wakeup
    Glibc.signal(SIGPIPE, SIG_IGN)
    // Before the kernel's side, which takes longer: what is wrong with a sink is told at once. No thread
    // runs before they are started.
    sinks = try FanOut(plans, batchCapacity: configuration.batchCapacity) { wakeup.ring() }
    var needs = configuration.capture
    needs.kinds.formUnion(Enricher.kinds(toTell: configuration.capture.kinds))
    tellsEffects = !needs.kinds.isDisjoint(with: FileEffects.kinds)
    if tellsEffects { needs.kinds.formUnion(FileEffects.causes) }
    needs.degrades = configuration.limits.areSet
    degradeSteps = needs.degradeSteps
    capture = try Capture(needs)
    // As auditd does: on a busy machine the one who empties the rings must not wait its turn.
    if setpriority(CInt(PRIO_PROCESS.rawValue), 0, Self.niceness) != 0 {
      logger.debug("the sensor's priority stays as it is: \(Errno(rawValue: errno))")
    }
    // All is attached, and there is no other thread yet.
    privileges =
      configuration.dropsPrivileges
      ? try Privileges.drop(
        mode: configuration.capture.mode, attaching: capture.watchesLibraries,
        writing: configuration.writtenFiles)
      : nil
    let kinds = configuration.capture.kinds
    tells = (0..<EventKind.limit).map { kinds.contains(EventKind(rawValue: UInt16($0))) }
    let own = HeaderTemplate(actingTaskOf: capture.sensorHeader, bootNanoseconds: 0)
    runID = EventText.processID(
      own.processID, start: own.startNanoseconds, bootID: configuration.host.bootID)
    encoder = EventEncoder(
      hostID: configuration.host.id, bootID: configuration.host.bootID, runID: runID,
      bootToRealtimeOffset: configuration.host.bootToRealtime)
    reload = configuration.loadSinks.map { SinkReload($0) { wakeup.ring() } }
    batch = sinks.takeEmpty()
    enricher = Enricher(
      host: Enricher.Host(
        bootID: configuration.host.bootID,
        bootToRealtimeOffset: configuration.host.bootToRealtime,
        mountNamespace: own.mountNamespace, pidNamespace: own.pidNamespace))
    values = enricher.values
    guard own.processID == getpid() else {
      // The kernel's numbers mean nothing in this /proc: better no sensor than a wrong one.
      throw SensorError.inPIDNamespace
    }
  }

  /// What is to be seen in the kernel, and which way that is seen.
  public var hooks: [HookState] { capture.hooks }

  /// What the verifier went through, by program.
  public var verifiedInstructions: [(program: String, instructions: UInt32)] {
    capture.verifiedInstructions
  }

  /// Records until a signal, the last sink, or the end of the process tree in scope ends it.
  ///
  /// - Returns: what was recorded and what was lost.
  /// - Throws: `BPFError` where the rings cannot be waited for or the running processes not read.
  public func run() throws -> Summary {
    sinks.start()
    try capture.watchRings(epoll: wakeup.epoll)
    let start = capture.arm()
    logins = try watchLogins()
    lastLossCheck = start
    lastPulse = start
    let list = running.list(try capture.runningProcesses(), at: bootTime())
    enricher.adopt(list.records + list.outside, peer: RunningProcesses.peer)
    enricher.waitForNames()
    emitState(.sensorStart, at: start)
    let heartbeat = beginHeartbeat(at: start)
    for record in list.records { encode(record) }
    let board = statusBoard(from: start)
    let status = serveStatus(board)
    defer { status?.stop() }
    let metrics = serveMetrics(board)
    defer { metrics?.stop() }
    if !list.isWhole { ledger.countMalformed() }
    flush()
    limiter = try startLimiter()
    configuration.manager?.tellReady("records \(configuration.capture.kinds.count) kinds of events")

    var treeEnded = false
    while signal == nil && !sinksHaveEnded && !treeEnded {
      let sleeps = pace.isQuiet(now: bootTime()) && batch.count == 0 && capture.prepareToSleep()
      lookAround(milliseconds: sleeps ? Pace.sleep : pace.wait)
      let look = look()
      let now = bootTime()
      if now - lastLossCheck >= Self.lossInterval {
        try emitThrottles(now: now)
        try emitConnects(now: now)
        emitLosses(now: now)
        emitSinkNews(now: now)
        try keepToLimits(now: now)
        board.publish(counts(at: now))
        heartbeat?.beat(at: now, sequence: events)
        configuration.manager?.ping()
        for news in capture.takeLibraryNews() + capture.followCPUs() { logger.info("\(news)") }
        treeEnded = capture.isScopeEmpty
      }
      takeReload()
      if now - start >= Self.startupInterval { running.forget() }
      enricher.tidy(now: now)
      for info in enricher.takeContainers() { encode(info.record(header: header(at: now))) }
      try tellLogins(now: now)
      try heal(now: now)
      if pace.handsOver(after: look, bytes: batch.count, now: now) { flush() }
    }

    sinks.stopWaiting()
    configuration.manager?.tellStopping("writes what is left")
    // Before this process is copied, for what ends slowly: a copy would keep clients waiting.
    status?.stop()
    metrics?.stop()
    let end = bootTime()
    capture.disarm()
    drain(everything: true)
    try tellLogins(now: bootTime(), everything: true)
    logins?.close()
    try emitThrottles(now: bootTime(), everything: true)
    try emitConnects(now: bootTime(), everything: true)
    emitLosses(now: bootTime())
    emitSinkNews(now: bootTime())
    emitState(.sensorStop, at: bootTime())
    flush()
    sinks.finish(whileWaiting: lookAroundWhileWaiting)
    for (sink, news) in sinks.takeNews() { log(news, of: sink) }
    heartbeat?.end(at: end, sequence: events)
    return summary(treeEnded: treeEnded)
  }

  private func summary(treeEnded: Bool) -> Summary {
    var lost: [String: UInt64] = [:]
    for (reason, count) in ledger.byReason { lost[reason.description, default: 0] += count }
    let states = sinks.states
    for dropped in states.flatMap(\.dropped) {
      lost[dropped.reason.description, default: 0] += dropped.count
    }
    if sinks.droppedBefore > 0 { lost["replaced_sinks"] = sinks.droppedBefore }
    return Summary(
      events: events - min(events, states.map(\.droppedLines).min() ?? 0),
      lost: lost.values.reduce(0, +),
      lostByReason: lost.map { (reason: $0.key, count: $0.value) }.sorted { $0.reason < $1.reason },
      signal: signal, treeEnded: treeEnded, sinks: states)
  }

  /// Takes in what is due.
  private func look() -> Pace.Look {
    let before = capture.stream.criticalCount
    var look = Pace.Look()
    look.records = drain()
    look.critical = capture.stream.criticalCount - before
    look.holdsBack = capture.stream.holdsBack
    return look
  }

  @discardableResult
  private func drain(everything: Bool = false) -> Int {
    capture.stream.drain(everything: everything) { record in
      switch running.news(in: record) {
      case .none: break
      case .repeated: return
      case .stranger(let snapshot): encode(snapshot)
      }
      encode(record)
      if tellsEffects { FileEffects.forEach(in: record.bytes) { encode($0) } }
    }
  }

  /// One record becomes one line; a record that cannot be read is counted and nothing else.
  func encode(_ record: UnsafeRawBufferPointer) {
    capture.findLibraries(by: record)
    logins?.notice(record)
    enricher.enrich(record.bytes)
    guard isTold(record) else { return }
    if !batch.hasRoom(forRecordOf: record.count, with: values) { flush() }
    do {
      try encoder.encode(record: record.bytes, with: values, into: batch)
      events += 1
      tally.count(record)
    } catch {
      ledger.countMalformed()
    }
  }

  func encode(_ record: [UInt8]) {
    record.withUnsafeBytes { encode($0) }
  }

  /// Whether the event is one that was asked for; what no kind can be read of is, to be counted.
  private func isTold(_ record: UnsafeRawBufferPointer) -> Bool {
    guard let header = try? RecordHeader(decoding: record.bytes),
      Int(header.kind.rawValue) < tells.count
    else { return true }
    return tells[Int(header.kind.rawValue)]
  }

  func flush() {
    guard batch.count > 0 else { return }
    sinks.submit(batch, whileWaiting: lookAroundWhileWaiting)
    batch = sinks.takeEmpty()
  }

  /// Waits for records, but at most so long, and learns what asks the sensor to end.
  private func lookAround(milliseconds: CInt) {
    let reasons = wakeup.wait(milliseconds: milliseconds)
    if reasons.wasRung { sinksHaveEnded = sinks.hasEnded }
    guard signal == nil, let signal = reasons.signal else { return }
    if signal == SIGHUP && !configuration.endsAtHangUp { return followHangUp() }
    self.signal = signal
    sinks.stopWaiting()
  }

  /// While a sink waits for its reader or for a disk, this thread waits as well: signals must be
  /// heard all the same.
  private func lookAroundWhileWaiting() {
    // Who waits for a sink lives: to be started anew would not help.
    configuration.manager?.ping()
    guard signal != nil else { return lookAround(milliseconds: 0) }
    overdue += 1
    guard overdue == Self.overdueLimit else { return }
    wakeup.releaseSignals()
    logger.warning("what is left cannot be written yet; Ctrl-C once more throws it away")
  }
}
