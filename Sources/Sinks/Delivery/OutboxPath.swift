import Events
import Glibc
import Threading

/// Through memory and disk, from where another thread delivers: whoever takes lines waits for nobody
/// but the disk.
final class OutboxPath: LinePath, @unchecked Sendable {
  // Safety: `selection` and `filling` are only touched by the thread that takes, `courier` by the one
  // that delivers; everything else does not change or is locked.
  private let selection: LineSelection
  private let ledger: SinkLedger
  private let courier: Courier
  private let destination: any Destination
  private let outbox: Outbox
  private let ending: Ending
  private var filling = OutputBuffer(capacity: ChunkQueue.capacity)
  private var sender: Threading.Thread?
  private let isDone = Latch()
  private let gathering: Int

  /// Where more waits, it is worth to be sent at once, in bytes.
  private static let worthSending = 64 << 10

  /// How long a destination has to come back after it was asked not to wait, in nanoseconds.
  private static let lastPatience: UInt64 = 1_000_000_000

  /// Begins to deliver what is there.
  init(
    _ parts: SinkParts, outbox: Outbox, ledger: SinkLedger, courier: Courier, ending: Ending
  ) {
    selection = parts.selection
    destination = parts.destination
    self.outbox = outbox
    self.ledger = ledger
    self.courier = courier
    self.ending = ending
    gathering = parts.gathering
    sender = Thread(name: "lookback-send") { [self] in send() }
  }

  func take(_ batch: inout SharedBatch) {
    if selection.changesNothing, batch.byteCount > ChunkQueue.capacity / 2,
      let lines = SharedBatch.exchange(&batch, for: filling)
    {
      filling = outbox.add(lines)
    } else {
      batch.withLines { take($0) }
    }
  }

  private func take(_ batch: OutputBuffer) {
    if !selection.changesNothing || !filling.append(contentsOf: batch) {
      let refused = selection.forEach(in: batch) { bytes, line in
        if filling.append(bytes, kind: line.kind, sequence: line.sequence) { return }
        filling = outbox.add(filling)
        guard !filling.append(bytes, kind: line.kind, sequence: line.sequence) else { return }
        ledger.lost(line, .tooLong)
      }
      ledger.lost(refused, .malformed)
    }
    filling = outbox.add(filling)
  }

  func finish() {
    outbox.finish()
    let end = ending.time ?? Ending.now
    if !isDone.wait(until: end) {
      destination.stopWaiting()
      _ = isDone.wait(until: max(end, Ending.now) + Self.lastPatience)
    }
    // Who is still in there is left behind: what it holds counts as not delivered.
    outbox.settle()
    if isDone.isOpen { sender?.join() }
  }

  /// Lets lines come together, each delivery of which would cost more than they do.
  private func gather() {
    guard gathering > 0, ending.time == nil else { return }
    var state = SinkState(name: "")
    outbox.tell(&state)
    guard state.spooledBatches == 0, state.waitingBytes < Self.worthSending else { return }
    _ = ending.pause(milliseconds: gathering, keepsTrying: true)
  }

  private func send() {
    delivering: while let batch = outbox.next() {
      switch courier.deliver(batch, keepsTrying: !outbox.hasSpool) {
      case .delivered:
        outbox.delivered()
        gather()
      case .ended, .gaveUp: break delivering
      }
      ledger.worked("sender", nanoseconds(of: CLOCK_THREAD_CPUTIME_ID))
    }
    outbox.waitForAll()
    courier.close()
    isDone.open()
  }
}
