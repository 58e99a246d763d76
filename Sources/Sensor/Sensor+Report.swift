import Capture
import Enrichment
import Events
import Logging
import Sinks

/// What the sensor tells beside the records of its buffers: what it is and has lost, and what it finds
/// out by looking, once a second or less often. All of it on the drain's thread.
extension Sensor {
  /// Compares the table of processes with the kernel's now and then, and tells what differs.
  ///
  /// The list is made first; it is compared once all that happened before has arrived.
  func heal(now: UInt64) throws {
    if let list = pulse {
      guard now >= list.time + Self.pulseDelay else { return }
      pulse = nil
      try emitHealing(enricher.heal(living: list.living, at: list.time), now: now)
    } else if now &- lastPulse >= configuration.healInterval {
      lastPulse = now
      pulse = (try capture.livingProcesses(), now)
    }
  }

  /// What is written into the files of logins from now on; nil: nothing of the sort is to be told.
  func watchLogins() throws -> LoginRecords? {
    let files = LoginFile.telling(configuration.capture.kinds)
    guard let directory = configuration.loginDirectory, !files.isEmpty else { return nil }
    let scope = configuration.capture.scope
    return LoginRecords(
      try LoginWatch(files, in: directory),
      bootToRealtimeOffset: configuration.host.bootToRealtime,
      isScoped: scope.processTree != nil || scope.cgroup != nil)
  }

  /// Tells what the files of logins say and Linux-PAM did not.
  func tellLogins(now: UInt64, everything: Bool = false) throws {
    guard
      let news = try logins?.take(
        now: now, everything: everything, &enricher, running: capture.runningProcesses)
    else { return }
    for message in news.messages { logger.info("\(message)") }
    ledger.countMalformed(news.malformed)
    ledger.countUnread(news.leftOut)
    let due = logins?.due(now: now, everything: everything, &enricher) ?? []
    for record in due { encode(record) }
  }

  private func emitHealing(_ healing: Healing, now time: UInt64) throws {
    var found: UInt64 = 0
    if !healing.unknown.isEmpty {
      var now = RunningProcesses()
      let list = now.list(try capture.runningProcesses(), at: 0)
      for record in list.records where healing.unknown.contains(processID(of: record)) {
        encode(record)
        found += 1
      }
    }
    for gone in healing.gone {
      encode(RecordBuilder.processGone(header: gone.header, seen: gone.seen))
    }
    let evicted = enricher.evictions - reportedEvictions
    guard found + evicted > 0 || !healing.gone.isEmpty else { return }
    reportedEvictions = enricher.evictions
    encode(
      RecordBuilder.sensorHeal(
        header: header(at: time), found: found, gone: UInt64(healing.gone.count), evicted: evicted))
  }

  private func processID(of record: [UInt8]) -> UInt32 {
    (try? RecordHeader(decoding: record.span.bytes))?.processID ?? 0
  }

  func emitState(_ kind: EventKind, at time: UInt64) {
    encode(
      RecordBuilder.sensorState(
        kind, header: header(at: time), version: sensorVersion, kernel: configuration.host.kernel,
        unavailable: capture.unavailable.map(\.hook.name),
        hooks: capture.hooks.compactMap { state in
          state.way.map { "\(state.hook.name)=\($0.rung.rawValue)" }
        },
        events: events, lost: ledger.total,
        capture: configuration.capture.mode.rawValue,
        buffers: capture.stream.buffers(of:)))
  }

  func emitLosses(now: UInt64) {
    for entry in ledger.takeNew(from: capture) {
      encode(
        RecordBuilder.sensorLoss(
          header: header(at: now), reason: entry.reason, kind: entry.kind,
          cpu: entry.cpu.map(UInt32.init), lane: entry.lane, count: entry.count,
          span: lastLossCheck...now))
      logger.warning(
        "lost \(entry.count) \(entry.kind.map(\.description) ?? "events"): \(entry.reason)")
    }
    lastLossCheck = now
  }

  func emitThrottles(now: UInt64, everything: Bool = false) throws {
    for news in throttles.take(try capture.throttled, now: now, everything: everything) {
      let throttled = news.isOver ? try capture.forget(news.throttled) : news.throttled
      let limit = configuration.capture.budgets[throttled.id.scope]
      // More can have been withheld since the clock was read.
      let time = max(now, throttled.span.upperBound)
      encode(
        RecordBuilder.throttle(
          news.isOver ? .throttleStop : .throttleStart,
          header: HeaderTemplate(actingTaskOf: throttled.header, bootNanoseconds: time),
          scope: throttled.id.scope, limit: limit, count: throttled.count, span: throttled.span))
      let who = "the \(throttled.id.scope) \(throttled.id.number)"
      guard news.isOver else {
        logger.notice("\(who) is over its budget of \(limit) events a second")
        continue
      }
      logger.notice("\(who) keeps to its budget again; \(throttled.count) events were withheld")
    }
  }

  func emitConnects(now: UInt64, everything: Bool = false) throws {
    for record in try capture.takeConnects(now: now, everything: everything) { encode(record) }
  }

  /// From here on: what the start takes is done.
  func startLimiter() throws -> Limiter? {
    guard configuration.limits.areSet else { return nil }
    let buffers = Lane.allCases.map { capture.stream.buffers(of: $0).capacity }
    return try Limiter(
      configuration.limits, steps: degradeSteps, buffers: buffers.reduce(0, +), now: bootTime())
  }

  func keepToLimits(now: UInt64) throws {
    if let news = try limiter?.look(now: now) {
      logger.notice("\(news.message)")
      encode(news.record(header: header(at: now)))
      capture.leaveOut(upTo: news.step)
    }
    if let complaint = limiter?.takeComplaint() { logger.warning("\(complaint)") }
  }

  /// Where what is counted is left for whoever asks.
  func statusBoard(from start: UInt64) -> StatusBoard {
    let facts = SensorStatus.Facts(
      host: configuration.host, mode: configuration.capture.mode, hooks: capture.hooks,
      privileges: privileges)
    return StatusBoard(facts, sinks, first: counts(at: start))
  }

  /// From now on whoever may ask is told how the sensor is.
  func serveStatus(_ board: StatusBoard) -> StatusServer? {
    guard let statusSocket else { return nil }
    let server = StatusServer(statusSocket, board, logger: logger)
    server.start()
    return server
  }

  /// The same in numbers, for Prometheus.
  func serveMetrics(_ board: StatusBoard) -> (any MetricsListener)? {
    configuration.metrics?.start { board.status.metrics }
    return configuration.metrics
  }

  /// Tells for how long nobody has recorded, and leaves signs of life from now on.
  func beginHeartbeat(at start: UInt64) -> Heartbeat? {
    guard let file = heartbeatFile else { return nil }
    var contents = HeartbeatFile.Contents.unreadable
    do {
      contents = try file.read()
      if contents == .unreadable {
        logger.warning("\(file.path): is damaged: since when nobody recorded is not known")
      }
    } catch {
      logger.warning("\(error)")
    }
    if let gap = SensorGap(after: contents, on: configuration.host, start: start) {
      encode(RecordBuilder.sensorGap(header: header(at: start), gap))
    }
    return Heartbeat(
      file, host: configuration.host, run: runID, after: contents, from: start, logger: logger)
  }

  func counts(at now: UInt64) -> SensorStatus.Counts {
    SensorStatus.Counts(
      time: now, events: tally.byKind, lost: ledger.byKind,
      critical: capture.stream.buffers(of: .critical), bulk: capture.stream.buffers(of: .bulk),
      processor: .now(sinks: sinks.processorTime), processes: enricher.processCount,
      throttled: throttles.count, degraded: limiter?.inForce ?? [])
  }

  func header(at time: UInt64) -> HeaderTemplate {
    HeaderTemplate(actingTaskOf: capture.sensorHeader, bootNanoseconds: time)
  }
}
