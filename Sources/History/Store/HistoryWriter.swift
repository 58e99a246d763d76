public import Events
import Glibc
import Storage
import SystemPackage
import Threading

/// Keeps finished lines as the history of this host: segments in a directory, the oldest of which make
/// room for new ones.
///
/// One writer has a directory at a time; readers need no permission of it. Used by one thread at a time.
public final class HistoryWriter {
  /// The directory of the segments.
  public let directory: String
  private let limits: HistoryLimits
  private let report: (String) -> Void
  private let folder: Folder
  private let lock: OpenFile
  private let redactor: Redactor
  private var chain: Chain
  private var current: (name: SegmentName, writer: SegmentWriter, since: UInt64)?
  /// Those that are full and are still read by somebody, the oldest first.
  private var closing: [(name: SegmentName, writer: SegmentWriter)] = []
  private var nextNumber: UInt64
  private var refused: [EventKind: Int] = [:]
  private var terminals = TerminalBudget()

  private static let lockFile = "lock"

  /// Takes possession of a directory, which is made if it is not there.
  ///
  /// What a sensor left that was killed is closed as it should have been; what of it cannot be read is put
  /// aside.
  ///
  /// - Parameters:
  ///   - directory: an absolute path.
  ///   - limits: how much is kept.
  ///   - report: told what is worth a message.
  /// - Throws: ``HistoryError``; `busy` where another writer has it.
  public init(
    _ directory: String, limits: HistoryLimits, report: @escaping (String) -> Void
  ) throws(HistoryError) {
    self.directory = directory
    self.limits = limits
    self.report = report
    (folder, lock) = try Self.open(directory)
    redactor = Redactor(key: try RedactionKey(in: folder))
    chain = try Chain(in: folder)
    nextNumber = 1
    let names = try segmentNames()
    nextNumber = (max(names.last?.number ?? 0, chain.links.last?.name.number ?? 0)) + 1
    for name in names where !chain.links.contains(where: { $0.name == name }) {
      try adopt(name)
    }
    try sweep()
  }

  /// Whether a directory could be written just now.
  ///
  /// - Throws: ``HistoryError``: why not.
  public static func check(_ directory: String) throws(HistoryError) {
    _ = try open(directory)
  }

  private static func open(
    _ directory: String
  ) throws(HistoryError) -> (folder: Folder, lock: OpenFile) {
    do throws(Errno) {
      let folder = try Folder(ownedAt: directory)
      let lock = try folder.open(lockFile, O_RDWR | O_CREAT)
      try lock.lock()
      return (folder, lock)
    } catch {
      throw error == .wouldBlock
        ? HistoryError("\(directory): another sensor writes this history", .busy)
        : HistoryError("\(directory): cannot be used: \(error)")
    }
  }

  /// Stores a batch.
  ///
  /// - Throws: ``HistoryError``; nothing of the batch is stored then.
  public func append(_ batch: OutputBuffer) throws(HistoryError) {
    guard batch.lineCount > 0 else { return }
    // A batch that could not be stored comes again.
    var terminals = terminals
    let lines = terminals.filter(batch) ?? batch
    guard lines.lineCount > 0 else {
      self.terminals = terminals
      return
    }
    if current == nil { try begin(with: batch) }
    guard let current else { return note(allOf: batch) }
    do throws(HistoryError) {
      let written = try current.writer.append(lines)
      refused.merge(written.refused) { $0 + $1 }
      self.terminals = terminals
    } catch {
      // What cannot be gone on with is put aside; the batch comes again and goes into another one.
      if error.code == .damaged { setAside() }
      throw error
    }
    if try isDue() {
      try end()
    } else if !closing.isEmpty {
      try closeAll()
    }
  }

  /// Lines that were no events of ours, by kind, since this was last asked.
  public func takeRefused() -> [EventKind: Int] {
    defer { refused = [:] }
    return refused
  }

  /// Closes the segment; the next batch begins another one.
  public func end() throws(HistoryError) {
    try storeWhatWaits()
    if let (name, writer, _) = current {
      current = nil
      keepStates(of: name)
      closing.append((name, writer))
    }
    try closeAll()
  }

  /// Stores what of terminals waits for room.
  private func storeWhatWaits() throws(HistoryError) {
    var terminals = terminals
    guard let lines = terminals.flush() else { return }
    if current == nil { try begin(with: lines) }
    if let written = try current?.writer.append(lines) {
      refused.merge(written.refused) { $0 + $1 }
    }
    self.terminals = terminals
  }

  /// Closes what nobody reads any more, in order.
  private func closeAll() throws(HistoryError) {
    while let (name, writer) = closing.first, try writer.close() {
      closing.removeFirst()
      guard let span = writer.span else {
        removeFiles(of: name)
        continue
      }
      try seal(name, span: span, events: writer.events)
      try sweep()
    }
  }

  private func path(_ name: SegmentName) -> String { "\(directory)/\(name.file)" }

  private func segmentNames() throws(HistoryError) -> [SegmentName] {
    do throws(Errno) {
      return try folder.names().compactMap(SegmentName.init).sorted()
    } catch {
      throw HistoryError("\(directory): cannot be read: \(error)")
    }
  }

  private func begin(with batch: OutputBuffer) throws(HistoryError) {
    guard let origin = SegmentOrigin(ofFirstLineIn: batch) else { return }
    let name = SegmentName(number: nextNumber, begun: TimeExpression.now)
    nextNumber += 1
    do throws(Errno) {
      // Its owner's only from the first moment on: SQLite takes the permissions of what is there.
      _ = try folder.open(name.file, O_RDWR | O_CREAT | O_EXCL)
    } catch {
      throw HistoryError(
        "\(path(name)): cannot be made: \(error)", error == .noSpace ? .full : .other)
    }
    do throws(HistoryError) {
      current = (
        name, try SegmentWriter(creating: path(name), origin: origin, redactor: redactor),
        monotonic()
      )
    } catch {
      removeFiles(of: name)
      throw error
    }
  }

  private func note(allOf batch: OutputBuffer) {
    for position in 0..<batch.lineCount {
      refused[batch.line(at: position).kind, default: 0] += 1
    }
  }

  private func isDue() throws(HistoryError) -> Bool {
    guard let current else { return false }
    return try current.writer.bytes >= limits.segmentBytes
      || monotonic() - current.since >= limits.segmentAge
  }

  private func monotonic() -> UInt64 { nanoseconds(of: CLOCK_BOOTTIME) }

  /// Closes what a writer before this one has left.
  private func adopt(_ name: SegmentName) throws(HistoryError) {
    keepStates(of: name)
    do throws(HistoryError) {
      guard let left = try SegmentWriter.finish(path(name)) else { return removeFiles(of: name) }
      try seal(name, span: left.span, events: left.events)
      report("closed the segment \(name.file), which was left open: \(left.events) events")
    } catch {
      switch error.code {
      case .damaged, .version: putAside(name, error)
      // Another start will close it.
      case .busy: report("\(error)")
      default: throw error
      }
    }
  }

  /// Keeps the host's states in a segment that is full; without them it answers more slowly.
  private func keepStates(of name: SegmentName) {
    do throws(HistoryError) {
      let names = try segmentNames().filter { $0 <= name }
      try StateArchive(names.map(path)).keepStates()
    } catch {
      // Nothing is in it, or nobody can read it: that is told when it is closed.
      guard error.code != .empty, error.code != .damaged, error.code != .version else { return }
      report("\(name.file): states of the host are not kept in it: \(error)")
    }
  }

  private func seal(
    _ name: SegmentName, span: ClosedRange<Int64>, events: Int
  ) throws(HistoryError) {
    let digest: Digest
    let bytes: UInt64
    do throws(Errno) {
      let file = try folder.open(name.file, O_RDONLY)
      digest = try Digest(of: file)
      bytes = UInt64(try file.status().st_size)
    } catch {
      throw HistoryError("\(path(name)): cannot be read: \(error)")
    }
    try chain.append(
      ChainLink(
        name, span: span, events: events, bytes: bytes, digest: digest.text,
        after: chain.lastSeal), in: folder)
  }

  private func setAside() {
    guard let (name, _, _) = current else { return }
    current = nil
    putAside(name, nil)
  }

  private func putAside(_ name: SegmentName, _ error: HistoryError?) {
    do throws(Errno) {
      try folder.rename(name.file, to: name.file + SegmentName.damagedEnding)
      report("\(name.file) cannot be read and was put aside\(error.map { ": \($0)" } ?? "")")
    } catch {
      report("\(name.file) cannot be read, and not be put aside: \(error)")
    }
  }

  /// The file, and what SQLite keeps beside it.
  private func removeFiles(of name: SegmentName) {
    for ending in ["", "-wal", "-shm"] {
      do throws(Errno) {
        try folder.remove(name.file + ending)
      } catch {
        guard error != .noSuchFileOrDirectory else { continue }
        report("\(name.file)\(ending) cannot be removed: \(error)")
      }
    }
  }

  /// Lets the oldest segments go, as far as the limits say so.
  private func sweep() throws(HistoryError) {
    let oldest = TimeExpression.now - Int64(clamping: limits.age)
    let names = Set(try segmentNames().map(\.number))
    var kept = chain.links.filter { names.contains($0.name.number) }
    // Room for the one that is being written.
    let room = limits.bytes - min(limits.bytes, limits.segmentBytes)
    var bytes = kept.reduce(0) { $0 + $1.bytes }
    while let first = kept.first, bytes > room || first.span.upperBound < oldest {
      removeFiles(of: first.name)
      bytes -= first.bytes
      kept.removeFirst()
    }
  }
}
