import Events
import Synchronization
import SystemPackage

@testable import Sinks

/// A spool in memory that outlives sinks, as the disk does.
final class MemorySpool: SpoolStore {
  fileprivate struct Batch {
    var bytes: [UInt8]
    var lines: [OutputBuffer.Line]
  }

  fileprivate struct Content {
    var batches: [Batch] = []
    var limit: Int
    var failure: Errno?
    var failsToRemove = false
    /// How many of the oldest cannot be read.
    var damaged = 0
    var damage: [SpoolLoss] = []
    var syncs = 0
  }

  private let content: Mutex<Content>

  init(limit: Int = .max) {
    content = Mutex(Content(limit: limit))
  }

  /// The numbers of all lines, oldest first.
  var sequences: [UInt64] { content.withLock { $0.batches.flatMap(\.lines).map(\.sequence) } }
  var syncs: Int { content.withLock { $0.syncs } }
  var bytes: UInt64 { content.withLock { $0.byteCount } }
  var batches: Int { content.withLock { $0.batches.count } }

  func fail(_ failure: Errno?) { content.withLock { $0.failure = failure } }
  func failToRemove() { content.withLock { $0.failsToRemove = true } }
  func damageOldest(_ count: Int) { content.withLock { $0.damaged = count } }

  func append(_ batch: OutputBuffer) throws(SpoolFailure) {
    try insert(batch) { $0.append($1) }
  }

  func prepend(_ batch: OutputBuffer) throws(SpoolFailure) {
    try insert(batch) { $0.insert($1, at: 0) }
  }

  private func insert(
    _ batch: OutputBuffer, _ insert: (inout [Batch], Batch) -> Void
  ) throws(SpoolFailure) {
    let new = Batch(
      bytes: batch.withBytes { $0.withUnsafeBytes { Array($0) } },
      lines: (0..<batch.lineCount).map { batch.line(at: $0) })
    let failure: SpoolFailure? = content.withLock { content in
      if let errno = content.failure { return .io(errno, path: "spool") }
      guard Int(content.byteCount) + new.bytes.count <= content.limit else { return .full }
      insert(&content.batches, new)
      return nil
    }
    if let failure { throw failure }
  }

  func readOldest(into batch: OutputBuffer) throws(SpoolFailure) -> Bool {
    batch.removeAll()
    let oldest = content.withLock { content in
      while content.damaged > 0, !content.batches.isEmpty {
        content.damaged -= 1
        let gone = content.batches.removeFirst()
        content.damage.append(
          SpoolLoss(lines: -1, sequences: nil, bytes: UInt64(gone.bytes.count), reason: "checksum"))
      }
      return content.batches.first
    }
    guard let oldest else { return false }
    var start = 0
    for line in oldest.lines {
      let bytes = Array(oldest.bytes[start..<Int(line.end)])
      precondition(batch.append(bytes.span.bytes, kind: line.kind, sequence: line.sequence))
      start = Int(line.end)
    }
    return true
  }

  func removeOldest() throws(SpoolFailure) {
    let fails = content.withLock { content in
      if !content.failsToRemove { content.batches.removeFirst() }
      return content.failsToRemove
    }
    if fails { throw .io(.ioError, path: "spool") }
  }

  func dropOldest() throws(SpoolFailure) -> SpoolLoss? {
    content.withLock { content in
      guard !content.batches.isEmpty else { return nil }
      let gone = content.batches.removeFirst()
      let sequences = gone.lines.map(\.sequence)
      return SpoolLoss(
        lines: gone.lines.count, sequences: (sequences.min() ?? 0)...(sequences.max() ?? 0),
        bytes: UInt64(gone.bytes.count), reason: "dropped")
    }
  }

  func takeDamage() -> [SpoolLoss] {
    content.withLock { content in
      defer { content.damage = [] }
      return content.damage
    }
  }

  func sync() throws(SpoolFailure) { content.withLock { $0.syncs += 1 } }
}

extension MemorySpool.Content {
  fileprivate var byteCount: UInt64 { UInt64(batches.reduce(0) { $0 + $1.bytes.count }) }
}
