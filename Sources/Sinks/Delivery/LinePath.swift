import Events

/// What a sink's own thread does with batches.
protocol LinePath: AnyObject {
  /// Takes all lines of a batch that the sink gets, or the batch's buffer if nobody else has it.
  func take(_ batch: inout SharedBatch)

  /// Nothing more will come: ends the destination in order.
  func finish()
}

/// Straight to the destination, which is waited for.
final class DirectPath: LinePath {
  private let selection: LineSelection
  private let ledger: SinkLedger
  private let courier: Courier
  /// Lines that are not those of the batch.
  private let selected: OutputBuffer?
  private var isOver = false

  init(_ selection: LineSelection, ledger: SinkLedger, courier: Courier) {
    self.selection = selection
    self.ledger = ledger
    self.courier = courier
    selected = selection.changesNothing ? nil : OutputBuffer(capacity: ChunkQueue.capacity)
  }

  func take(_ batch: inout SharedBatch) {
    batch.withLines { take($0) }
  }

  private func take(_ batch: OutputBuffer) {
    guard let selected else { return deliver(batch) }
    let refused = selection.forEach(in: batch) { bytes, line in
      if selected.append(bytes, kind: line.kind, sequence: line.sequence) { return }
      deliver(selected)
      selected.removeAll()
      guard !selected.append(bytes, kind: line.kind, sequence: line.sequence) else { return }
      ledger.lost(line, .tooLong)
    }
    ledger.lost(refused, .malformed)
    deliver(selected)
    selected.removeAll()
  }

  func finish() {
    courier.close()
  }

  private func deliver(_ batch: OutputBuffer) {
    guard batch.lineCount > 0 else { return }
    if !isOver {
      if courier.deliver(batch, keepsTrying: true) == .delivered { return }
      isOver = true
    }
    ledger.lost(LineTally(of: batch), .notWritten)
  }
}
