import Events
import SystemPackage
import Threading

/// What waits for a sink's destination: in memory, and what finds no room there on the disk.
///
/// One thread adds, another one takes. What is in the spool is older than what is in memory; there, the
/// lane `kept` goes first. A batch is in one of both places until it was delivered; the one under way is in
/// both as soon as younger ones are on the disk: what is there after a crash has no hole in front.
final class Outbox: @unchecked Sendable {
  // Safety: what can change is only touched under `mutex`, the buffer that is under way by its taker.
  private let mutex = ConditionMutex()
  private let policy: FullPolicy
  private let ledger: SinkLedger
  private let ending: Ending
  private var memory: ChunkQueue
  private var spool: Spool?
  private var flight = Flight.none
  /// What was read from the spool.
  private let reading: OutputBuffer
  /// What is on its way to the spool.
  private let piece: OutputBuffer
  private var isFinished = false
  private var nobodyTakes = false
  /// Those of which the disk refused last what it was given.
  private var failing: Set<SinkLane> = []
  private var isSettled = false
  /// What was in the spool when that was closed.
  private var leftBehind: (batches: Int, bytes: UInt64) = (0, 0)

  private struct Spool {
    var stores: [(lane: SinkLane, store: any SpoolStore)]
    /// Those that still have what was delivered: that must not be sent again and again.
    var closed: Set<SinkLane> = []
    /// Since when there is something.
    var since: UInt64?
  }

  /// The batch that is being delivered.
  private enum Flight {
    case none
    case memory(ChunkQueue.Chunk, Copies)
    /// It is still in the spool, as the oldest of its lane.
    case spool(SinkLane)
    /// It was there, and had to make room.
    case adrift
  }

  /// Which lanes of the batch under way are on the disk as well, as the oldest of theirs.
  private struct Copies {
    var isTried = false
    var lanes: Set<SinkLane> = []
  }

  /// How often somebody who waits for room looks whether the time is over, in milliseconds.
  private static let patience = 100

  /// An empty one, but for what the spool has.
  init(
    memory: ChunkQueue, spools: (kept: any SpoolStore, other: any SpoolStore)?, policy: FullPolicy,
    ledger: SinkLedger, ending: Ending, capacity: Int = ChunkQueue.capacity
  ) {
    self.memory = memory
    self.policy = policy
    self.ledger = ledger
    self.ending = ending
    reading = OutputBuffer(capacity: capacity)
    piece = OutputBuffer(capacity: capacity)
    hasSpool = spools != nil
    spool = spools.map { Spool(stores: [(.kept, $0.kept), (.other, $0.other)]) }
    if spool?.stores.contains(where: { $0.store.batches > 0 }) == true {
      spool?.since = Ending.now
    }
  }

  /// Whether what cannot be delivered now is kept for the next start.
  let hasSpool: Bool

  /// Takes over a buffer with all its lines; where there is no room, as the policy says.
  ///
  /// - Returns: an empty buffer for it.
  func add(_ filled: OutputBuffer) -> OutputBuffer {
    mutex.withLock {
      while true {
        if let empty = memory.exchange(filled) ?? spill(for: filled) {
          mutex.wake()
          return empty
        }
        guard policy == .block, !nobodyTakes, !ending.isOver else { break }
        _ = mutex.wait(milliseconds: Self.patience)
      }
      return evict(for: filled)
    }
  }

  /// Nothing more will be added.
  func finish() {
    mutex.withLock {
      isFinished = true
      mutex.wake()
    }
  }

  /// The oldest batch; waits for one.
  ///
  /// - Returns: the batch, until it is ``delivered()``; nil: there is nothing more, or no time.
  func next() -> OutputBuffer? {
    mutex.withLock {
      while !ending.isOver {
        if let batch = readSpool() { return batch }
        if let chunk = memory.takeOldest() {
          flight = .memory(chunk, Copies())
          return chunk.lines
        }
        if isFinished { return nil }
        mutex.wait()
      }
      return nil
    }
  }

  /// What ``next()`` gave last has arrived.
  func delivered() {
    mutex.withLock {
      guard !isSettled else { return }
      switch flight {
      case .none, .adrift: break
      case .memory(let chunk, let copies):
        memory.giveBack(chunk.lines)
        for lane in copies.lanes { remove(lane) }
      case .spool(let lane): remove(lane)
      }
      flight = .none
      mutex.wake()
    }
  }

  /// Waits until nothing more will be added: for whoever takes no more.
  func waitForAll() {
    mutex.withLock {
      nobodyTakes = true
      mutex.wake()
      while !isFinished { mutex.wait() }
    }
  }

  /// Puts what is in memory on the disk for the next start, what is under way in front.
  ///
  /// What finds no room there is lost. Nothing is added or taken after this.
  func settle() {
    mutex.withLock {
      guard !isSettled else { return }
      isSettled = true
      switch flight {
      case .none, .spool: break
      case .memory(let chunk, let copies): putBack(chunk.lines, but: copies.lanes)
      case .adrift: putBack(reading, but: [])
      }
      moveToSpool { false }
      while let chunk = memory.takeOldest() {
        ledger.lost(LineTally(of: chunk.lines), .notWritten)
      }
      for (_, store) in spool?.stores ?? [] {
        do throws(SpoolFailure) { try store.sync() } catch { note(error) }
      }
      takeDamage()
      leftBehind = spooled
      // Whoever comes next opens it anew.
      spool = nil
    }
  }

  /// Fills in what it knows.
  func tell(_ state: inout SinkState) {
    mutex.withLock {
      var chunks = memory.chunks
      if case .memory(let chunk, let copies) = flight,
        !copies.lanes.isSuperset(of: chunk.lines.lanes)
      {
        chunks.insert(chunk, at: 0)
      }
      state.waitingBatches += chunks.count
      state.waitingBytes += chunks.reduce(0) { $0 + $1.lines.count }
      (state.spooledBatches, state.spooledBytes) = isSettled ? leftBehind : spooled
      let oldest = [spool?.since, chunks.first?.since].compactMap(\.self).min()
      if let oldest { state.lag = max(state.lag, Ending.now - min(oldest, Ending.now)) }
    }
  }
}

// Only with the lock held, from here on.

extension Outbox {
  /// The oldest batch of the spool.
  private func readSpool() -> OutputBuffer? {
    for (lane, store) in spool?.stores ?? [] where spool?.closed.contains(lane) == false {
      do {
        let isThere = try store.readOldest(into: reading)
        takeDamage()
        guard isThere else { continue }
        flight = .spool(lane)
        return reading
      } catch {
        note(error)
      }
    }
    forgetEmptySpool()
    return nil
  }

  private var spooled: (batches: Int, bytes: UInt64) {
    let stores = spool?.stores.map(\.store) ?? []
    return (stores.reduce(0) { $0 + $1.batches }, stores.reduce(0) { $0 + $1.bytes })
  }

  private func forgetEmptySpool() {
    guard spool?.stores.allSatisfy({ $0.store.batches == 0 }) == true else { return }
    spool?.since = nil
    // Whether the disk still refuses is not known before it is needed again.
    if failing.isEmpty { return }
    failing = []
    ledger.noted(nil)
  }

  private func store(of lane: SinkLane) -> (any SpoolStore)? {
    spool?.stores.first { $0.lane == lane }?.store
  }

  private func remove(_ lane: SinkLane) {
    do {
      try store(of: lane)?.removeOldest()
    } catch {
      note(error)
      spool?.closed.insert(lane)
    }
  }

  /// Moves the oldest lines to the disk, as many as make room.
  ///
  /// - Returns: an empty buffer for the full one; nil: that makes no room.
  private func spill(for filled: OutputBuffer) -> OutputBuffer? {
    copyFlight()
    var empty: OutputBuffer?
    moveToSpool {
      empty = memory.exchange(filled)
      return empty != nil
    }
    return empty
  }

  /// Puts the batch from memory that is under way on the disk as well, before younger ones come there.
  ///
  /// It was taken when nothing was there that could be read: it is the oldest.
  private func copyFlight() {
    guard spool != nil, case .memory(let chunk, var copies) = flight, !copies.isTried else {
      return
    }
    copies.isTried = true
    for lane in chunk.lines.lanes {
      piece.removeAll()
      _ = piece.append(linesOf: chunk.lines) { SinkLane(of: $0.kind) == lane }
      do throws(SpoolFailure) {
        guard let store = store(of: lane) else { continue }
        try store.prepend(piece)
        if spool?.since == nil { spool?.since = chunk.since }
        // What is read is what is removed when it was delivered, and is not dropped before.
        if try store.readOldest(into: reading) { copies.lanes.insert(lane) }
      } catch {
        note(error)
      }
    }
    takeDamage()
    flight = .memory(chunk, copies)
  }

  /// Moves the oldest lines to the disk until that is enough; where a lane has no room, the other one's.
  private func moveToSpool(until isEnough: () -> Bool) {
    guard spool != nil else { return }
    var lanes = SinkLane.allCases
    while !lanes.isEmpty, let index = memory.index(of: lanes) {
      for lane in lanes {
        memory.copy(lane, at: index, into: piece)
        guard piece.lineCount > 0 else { continue }
        if append(piece, to: lane) {
          _ = memory.drop(lane, at: index)
        } else {
          lanes.removeAll { $0 == lane }
        }
      }
      memory.tidy()
      if isEnough() { return }
    }
  }

  /// - Returns: whether it is in the spool now.
  private func append(_ batch: OutputBuffer, to lane: SinkLane) -> Bool {
    guard let store = store(of: lane) else { return false }
    var isDiskFull = false
    while true {
      do {
        try store.append(batch)
        if !isDiskFull { failing.remove(lane) }
        if failing.isEmpty { ledger.noted(nil) }
        if spool?.since == nil { spool?.since = Ending.now }
        return true
      } catch {
        note(error)
        if error == .full { failing.remove(lane) } else { failing.insert(lane) }
        guard policy == .dropOldest, error.isForWantOfRoom else { return false }
        isDiskFull = error != .full
        guard makeRoom(for: lane, isDiskFull: isDiskFull) else { return false }
      }
    }
  }

  /// Makes room in the spool of a lane.
  ///
  /// On a full disk the others take room from what is to be kept: they go first.
  ///
  /// - Returns: whether there is more room than before.
  private func makeRoom(for lane: SinkLane, isDiskFull: Bool) -> Bool {
    let lanes: [SinkLane] = isDiskFull && lane == .kept ? [.other, .kept] : [lane]
    return lanes.contains { dropOldest(of: $0, isDiskFull ? .spoolFailed : .spoolFull) }
  }

  /// - Returns: whether there was something.
  private func dropOldest(of lane: SinkLane, _ reason: SinkLossReason) -> Bool {
    guard let store = store(of: lane) else { return false }
    do {
      // What is being delivered is not lost: it is in memory now, as it would have been.
      switch flight {
      case .spool(lane):
        try store.removeOldest()
        flight = .adrift
        return true
      case .memory(let chunk, var copies) where copies.lanes.contains(lane):
        try store.removeOldest()
        copies.lanes.remove(lane)
        flight = .memory(chunk, copies)
        return true
      case .none, .memory, .spool, .adrift: break
      }
      guard let loss = try store.dropOldest() else { return false }
      ledger.lost(loss, reason, lane)
      return true
    } catch {
      note(error)
      return false
    }
  }

  /// Throws lines away until the others fit, those of the lane `other` first.
  ///
  /// - Returns: an empty buffer for the full one.
  private func evict(for filled: OutputBuffer) -> OutputBuffer {
    var filled = filled
    for lane in [SinkLane.other, .kept] {
      if policy != .dropOldest {
        ledger.lost(memory.drop(lane, of: &filled), lossReason(of: lane))
        if let empty = memory.exchange(filled) { return empty }
      }
      while let index = memory.index(of: [lane], newestFirst: policy != .dropOldest) {
        ledger.lost(memory.drop(lane, at: index), lossReason(of: lane))
        memory.tidy()
        if let empty = memory.exchange(filled) { return empty }
      }
      ledger.lost(memory.drop(lane, of: &filled), lossReason(of: lane))
      if let empty = memory.exchange(filled) { return empty }
    }
    return filled
  }

  /// What was under way goes back to the front, but for lanes that are there.
  private func putBack(_ lines: OutputBuffer, but spooled: Set<SinkLane>) {
    for lane in SinkLane.allCases where !spooled.contains(lane) {
      piece.removeAll()
      _ = piece.append(linesOf: lines) { SinkLane(of: $0.kind) == lane }
      guard piece.lineCount > 0 else { continue }
      do throws(SpoolFailure) {
        guard let store = store(of: lane) else { throw .full }
        try store.prepend(piece)
      } catch {
        if spool != nil { note(error) }
        ledger.lost(LineTally(of: piece), .notWritten)
      }
    }
  }

  private func takeDamage() {
    for (lane, store) in spool?.stores ?? [] {
      for loss in store.takeDamage() { ledger.lost(loss, .spoolDamaged, lane) }
    }
  }

  private func note(_ failure: SpoolFailure) {
    guard case .io(let errno, let path) = failure else { return }
    ledger.noted("\(path): \(errno)")
  }

  private func lossReason(of lane: SinkLane) -> SinkLossReason {
    if policy == .block { return .notWritten }
    guard spool != nil else { return .queueFull }
    return failing.contains(lane) ? .spoolFailed : .spoolFull
  }
}

extension SpoolFailure {
  /// Whether less in the spool would do.
  fileprivate var isForWantOfRoom: Bool {
    switch self {
    case .full: true
    case .io(let errno, _): errno == .noSpace
    }
  }
}

extension OutputBuffer {
  /// Those of its lines.
  fileprivate var lanes: Set<SinkLane> {
    Set((0..<lineCount).map { SinkLane(of: line(at: $0).kind) })
  }
}
