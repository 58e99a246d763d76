public import Events
import Glibc
import Storage
import SystemPackage
import Threading

/// Keeps finished lines as the history of this host: segments in a directory, the oldest of which make
/// room for new ones.
///
/// One writer has a directory at a time; readers need no permission of it. Used by one thread at a time; full
/// segments are closed by a thread of their own.
public final class HistoryWriter {
  /// The directory of the segments.
  public let directory: String
  private let limits: HistoryLimits
  private let files: SegmentFiles
  private let redactor: Redactor
  private let closer: SegmentCloser
  private var current: (name: SegmentName, writer: SegmentWriter, since: UInt64)?
  private var nextNumber: UInt64
  private var refused: [EventKind: Int] = [:]
  private var terminals = TerminalBudget()

  private static let lockFile = "lock"

  /// Takes possession of a directory, which is made if it is not there.
  ///
  /// What a sensor left that was killed is closed as it should have been, beside the first events that come;
  /// what of it cannot be read is put aside. No thread is started before that.
  ///
  /// - Parameters:
  ///   - directory: an absolute path.
  ///   - limits: how much is kept.
  ///   - report: told what is worth a message, by any thread.
  /// - Throws: ``HistoryError``; `busy` where another writer has it.
  public convenience init(
    _ directory: String, limits: HistoryLimits, report: @escaping @Sendable (String) -> Void
  ) throws(HistoryError) {
    try self.init(directory, limits: limits, steps: FinishingStep.all, retry: 250, report: report)
  }

  /// The same, with other finishing steps and milliseconds before what failed is tried again.
  init(
    _ directory: String, limits: HistoryLimits, steps: [FinishingStep], retry: Int,
    report: @escaping @Sendable (String) -> Void
  ) throws(HistoryError) {
    self.directory = directory
    self.limits = limits
    let (folder, lock) = try Self.open(directory)
    files = SegmentFiles(folder: folder, report: report)
    redactor = Redactor(key: try RedactionKey(in: folder))
    let chain = try Chain(in: folder)
    let names = try files.names()
    nextNumber = (max(names.last?.number ?? 0, chain.links.last?.name.number ?? 0)) + 1
    let left = names.filter { name in !chain.links.contains { $0.name == name } }
    closer = SegmentCloser(
      files, holding: lock, chain, limits, steps: steps, retry: retry, left: left)
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
    closer.start()
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
    // The batch is stored: whatever fails from here on must not bring it again.
    if isDue() { handOver() }
  }

  /// Lines that were no events of ours, by kind, since this was last asked.
  public func takeRefused() -> [EventKind: Int] {
    defer { refused = [:] }
    return refused
  }

  /// Stores what of terminals waits for room.
  private func storeWhatWaits() {
    guard let lines = terminals.flush() else { return }
    do throws(HistoryError) {
      if current == nil { try begin(with: lines) }
      guard let written = try current?.writer.append(lines) else { return note(allOf: lines) }
      refused.merge(written.refused) { $0 + $1 }
    } catch {
      files.report("the last \(lines.lineCount) events of terminals are not stored: \(error)")
    }
  }

  /// Ends the segment; the next batch begins another one.
  ///
  /// - Parameter patience: milliseconds to wait for until all segments are closed. What is not closed then
  ///   goes on to be as long as this writer is there; else the next one does it.
  /// - Returns: whether all are closed.
  @discardableResult
  public func end(patience: Int = 10_000) -> Bool {
    storeWhatWaits()
    handOver()
    let left = closer.wait(milliseconds: patience)
    if left > 0 { files.report("\(left) segments are not closed yet; the next start does it") }
    return left == 0
  }

  /// Waits until all segments that are full are closed, at most for so many milliseconds.
  ///
  /// - Returns: how many are left.
  func settle(patience: Int = 10_000) -> Int { closer.wait(milliseconds: patience) }

  /// Nanoseconds of the processor's time that closing segments has taken.
  public var closingTime: UInt64 { closer.processorTime }

  private func handOver() {
    guard let (name, writer, _) = current else { return }
    current = nil
    closer.add(name, consume writer)
  }

  private func begin(with batch: OutputBuffer) throws(HistoryError) {
    guard let origin = SegmentOrigin(ofFirstLineIn: batch) else { return }
    let name = SegmentName(number: nextNumber, begun: TimeExpression.now)
    nextNumber += 1
    do throws(Errno) {
      // Its owner's only from the first moment on: SQLite takes the permissions of what is there.
      _ = try files.folder.open(name.file, O_RDWR | O_CREAT | O_EXCL)
    } catch {
      throw HistoryError(
        "\(files.path(name)): cannot be made: \(error)", error == .noSpace ? .full : .other)
    }
    do throws(HistoryError) {
      current = (
        name, try SegmentWriter(creating: files.path(name), origin: origin, redactor: redactor),
        monotonic()
      )
    } catch {
      files.remove(name)
      throw error
    }
  }

  private func note(allOf batch: OutputBuffer) {
    for position in 0..<batch.lineCount {
      refused[batch.line(at: position).kind, default: 0] += 1
    }
  }

  private func isDue() -> Bool {
    guard let current else { return false }
    if monotonic() - current.since >= limits.segmentAge { return true }
    // One that does not even tell its size is gone on with no longer; closing it tells why.
    guard let bytes = try? current.writer.bytes else { return true }
    return bytes >= limits.segmentBytes
  }

  private func monotonic() -> UInt64 { nanoseconds(of: CLOCK_BOOTTIME) }

  private func setAside() {
    guard let (name, _, _) = current else { return }
    current = nil
    files.putAside(name)
  }
}
