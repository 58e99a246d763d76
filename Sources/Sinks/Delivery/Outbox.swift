import Events
import SystemPackage
import Threading

/// What waits for a sink's destination: in memory, and what finds no room there on the disk.
///
/// One thread adds, another one takes. What is in the spool is older than what is in memory; there, the
/// lane `kept` goes first. A batch is in one of both places until it was delivered.
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
  /// Whether the disk refused last what it was given.
  private var spoolFails = false
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
    case memory(ChunkQueue.Chunk)
    /// It is still in the spool, as the oldest of its lane.
    case spool(SinkLane)
    /// It was there, and had to make room.
    case adrift
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
          flight = .memory(chunk)
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
      case .memory(let chunk): memory.giveBack(chunk.lines)
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
      case .memory(let chunk): putBack(chunk.lines)
      case .adrift: putBack(reading)
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
      if case .memory(let chunk) = flight { chunks.insert(chunk, at: 0) }
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
    if spool?.stores.allSatisfy({ $0.store.batches == 0 }) == true { spool?.since = nil }
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
    var empty: OutputBuffer?
    moveToSpool {
      empty = memory.exchange(filled)
      return empty != nil
    }
    return empty
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
    while true {
      do {
        try store.append(batch)
        spoolFails = false
        ledger.noted(nil)
        if spool?.since == nil { spool?.since = Ending.now }
        return true
      } catch {
        note(error)
        guard policy == .dropOldest, error.isForWantOfRoom, makeRoom(in: store, of: lane) else {
          return false
        }
      }
    }
  }

  /// - Returns: whether there is more room than before.
  private func makeRoom(in store: any SpoolStore, of lane: SinkLane) -> Bool {
    do {
      if case .spool(lane) = flight {
        // What is being delivered is not lost: it is in memory now, as it would have been.
        try store.removeOldest()
        flight = .adrift
        return true
      }
      guard let loss = try store.dropOldest() else { return false }
      ledger.lost(loss, .spoolFull, lane)
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
        ledger.lost(memory.drop(lane, of: &filled), lossReason)
        if let empty = memory.exchange(filled) { return empty }
      }
      while let index = memory.index(of: [lane], newestFirst: policy != .dropOldest) {
        ledger.lost(memory.drop(lane, at: index), lossReason)
        memory.tidy()
        if let empty = memory.exchange(filled) { return empty }
      }
      ledger.lost(memory.drop(lane, of: &filled), lossReason)
      if let empty = memory.exchange(filled) { return empty }
    }
    return filled
  }

  /// What was under way goes back to the front.
  private func putBack(_ lines: OutputBuffer) {
    for lane in SinkLane.allCases {
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
    spoolFails = true
    ledger.noted("\(path): \(errno)")
  }

  private var lossReason: SinkLossReason {
    if policy == .block { return .notWritten }
    guard spool != nil else { return .queueFull }
    return spoolFails ? .spoolFailed : .spoolFull
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
