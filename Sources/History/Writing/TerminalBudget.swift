import Events

/// Keeps terminals that show without end from filling the history.
///
/// Of each one the beginning is kept, then a little a second, and what came last before a pause. For all that is left out between
/// two lines there is one that stands for it: the first of them, without data, with `tty.bytes` and
/// `tty.bytes_cut` of all together. Batches without such terminals are passed on as they are.
struct TerminalBudget: Sendable {
  private struct Terminal: Hashable {
    var device: [UInt8]
    var kind: EventKind
  }

  private static let kinds: Set<EventKind> = [.ttyOutput, .ttyWrite]
  /// More terminals are not followed: the one that was quiet for longest is forgotten.
  private static let most = 4096

  private var accounts: [Terminal: TerminalAccount] = [:]
  private var holding: Set<Terminal> = []

  /// What of a batch is stored now.
  ///
  /// - Returns: lines in its place; nil: all of it, as it is.
  mutating func filter(_ batch: OutputBuffer) -> OutputBuffer? {
    let hasTerminals = (0..<batch.lineCount).contains {
      Self.kinds.contains(batch.line(at: $0).kind)
    }
    guard hasTerminals || !holding.isEmpty else { return nil }
    let reader = TerminalLineReader()
    var dropped: Set<Int> = []
    var added: [TerminalAccount.Held] = []
    batch.withBytes { bytes in
      bytes.withUnsafeBytes { bytes in
        func line(_ position: Int) -> UnsafeRawBufferPointer {
          UnsafeRawBufferPointer(rebasing: bytes[batch.range(ofLine: position)])
        }
        if !holding.isEmpty, let now = reader.time(of: line(batch.lineCount - 1)) {
          added += release(at: now, reader)
        }
        for position in 0..<batch.lineCount where Self.kinds.contains(batch.line(at: position).kind)
        {
          if !take(line(position), batch.line(at: position), reader, &added) {
            dropped.insert(position)
          }
        }
      }
    }
    guard !dropped.isEmpty || !added.isEmpty else { return nil }
    return Self.lines(of: batch, without: dropped, and: added)
  }

  /// Lets go all that waits.
  mutating func flush() -> OutputBuffer? {
    let added = release(at: nil, TerminalLineReader())
    return added.isEmpty ? nil : Self.lines(of: nil, without: [], and: added)
  }

  /// - Returns: whether the line is stored as it is.
  private mutating func take(
    _ line: UnsafeRawBufferPointer, _ about: OutputBuffer.Line, _ reader: TerminalLineReader,
    _ added: inout [TerminalAccount.Held]
  ) -> Bool {
    // What is no line of ours is refused by whoever stores it.
    guard let facts = reader.read(line) else { return true }
    let terminal = Terminal(device: facts.device, kind: about.kind)
    var account = accounts[terminal] ?? begin(terminal, at: facts.time)
    defer { accounts[terminal] = account }
    let cost = Int64(facts.dataCount) + TerminalAllowance.perEvent
    if account.hasRoom(at: facts.time) {
      if account.holds {
        added += account.release(reader.mark)
        holding.remove(terminal)
      }
      account.pay(cost)
      return true
    }
    account.hold(
      TerminalAccount.Held(
        line: Array(line), kind: about.kind, sequence: about.sequence, cost: cost,
        bytes: facts.bytes))
    holding.insert(terminal)
    return false
  }

  private mutating func begin(_ terminal: Terminal, at time: Int64) -> TerminalAccount {
    if accounts.count >= Self.most,
      let quiet = accounts.filter({ !$0.value.holds }).min(by: {
        $0.value.lastTime < $1.value.lastTime
      })
    {
      accounts[quiet.key] = nil
    }
    // The masters of consoles are nobody's: what is written is all there is.
    let isShownAgain = terminal.device.starts(with: "\"pts/".utf8)
    return TerminalAccount(
      terminal.kind == .ttyWrite && isShownAgain ? .written : .shown, at: time)
  }

  /// What waits of those that have room by now; no time: of all.
  private mutating func release(
    at now: Int64?, _ reader: TerminalLineReader
  ) -> [TerminalAccount.Held] {
    var lines: [TerminalAccount.Held] = []
    for terminal in holding {
      guard var account = accounts[terminal] else { continue }
      if let now, !account.hasRoom(at: now) { continue }
      lines += account.release(reader.mark)
      accounts[terminal] = account
      holding.remove(terminal)
    }
    return lines
  }

  private static func lines(
    of batch: OutputBuffer?, without dropped: Set<Int>, and added: [TerminalAccount.Held]
  ) -> OutputBuffer {
    let bytes = (batch?.count ?? 0) + added.reduce(0) { $0 + $1.line.count }
    let lines = (batch?.lineCount ?? 0) + added.count
    let result = OutputBuffer(capacity: bytes + 64 * (lines + 1))
    for held in added.sorted(by: { $0.sequence < $1.sequence }) {
      let fits = result.append(held.line.span.bytes, kind: held.kind, sequence: held.sequence)
      precondition(fits)
    }
    guard let batch else { return result }
    batch.withBytes { bytes in
      for position in 0..<batch.lineCount where !dropped.contains(position) {
        let line = batch.line(at: position)
        let fits = result.append(
          bytes.extracting(batch.range(ofLine: position)), kind: line.kind, sequence: line.sequence)
        precondition(fits)
      }
    }
    return result
  }
}
