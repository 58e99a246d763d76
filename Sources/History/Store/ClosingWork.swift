import Glibc
import Storage
import SystemPackage

/// What the thread of a ``SegmentCloser`` does.
struct ClosingWork: Sendable {
  private let files: SegmentFiles
  private var chain: Chain
  private let limits: HistoryLimits
  private let steps: [FinishingStep]
  private let retry: Int
  /// The numbers of those that a writer before this one has left open.
  private let left: Set<UInt64>
  /// How often the first segment was tried in vain.
  private var failures = 0
  /// What was told last, as long as it lasts.
  private var told: String?

  /// Milliseconds between two attempts at most.
  private static let longestPause = 60_000
  /// The same while somebody waits for the end.
  private static let shortPause = 100
  /// So many times it is tried to do all that is to be done; then a segment is closed without.
  private static let patience = 8

  init(
    _ files: SegmentFiles, _ chain: Chain, _ limits: HistoryLimits, steps: [FinishingStep],
    retry: Int, left: Set<UInt64>
  ) {
    self.files = files
    self.chain = chain
    self.limits = limits
    self.steps = steps
    self.retry = retry
    self.left = left
  }

  /// Closes one segment after the other, until it is told to end.
  mutating func run(_ queue: ClosingQueue) {
    sweep()
    while let name = queue.first() {
      queue.releaseWriters()
      do throws(HistoryError) {
        try close(name) { queue.isStopping }
        failures = 0
        told = nil
        sweep()
        // Who waits for the end finds what is to go gone.
        queue.removeFirst()
      } catch {
        guard !queue.isStopping else { return }
        failures += 1
        note(error)
        queue.pause(milliseconds: pause(queue))
      }
    }
  }

  private func pause(_ queue: ClosingQueue) -> Int {
    let pause = min(retry << min(failures - 1, 16), Self.longestPause)
    return queue.isAwaited ? min(pause, Self.shortPause) : pause
  }

  /// Tells each failure once; that somebody reads a segment is none.
  private mutating func note(_ error: HistoryError) {
    guard error.code != .busy, told != error.description else { return }
    told = error.description
    files.report("a segment cannot be closed yet, and is tried again: \(error)")
  }

  private mutating func close(
    _ name: SegmentName, _ isStopping: @escaping () -> Bool
  ) throws(HistoryError) {
    let isLate = failures >= Self.patience
    if isLate, failures == Self.patience, !steps.isEmpty {
      files.report("\(name.file) is closed without what failed: asking it will take longer")
    }
    do throws(HistoryError) {
      let before = chain.links.last.map { files.path($0.name) }
      guard
        let closed = try SegmentEnd.finish(
          files.path(name), after: before, isLate ? [] : steps, isStopping: isStopping)
      else { return files.remove(name) }
      try seal(name, closed)
      if left.contains(name.number) {
        files.report(
          "closed the segment \(name.file), which was left open: \(closed.events) events")
      }
    } catch {
      switch error.code {
      case .damaged, .version: files.putAside(name, error)
      default: throw error
      }
    }
  }

  private mutating func seal(
    _ name: SegmentName, _ closed: SegmentEnd.Closed
  ) throws(HistoryError) {
    let digest: Digest
    let bytes: UInt64
    do throws(Errno) {
      let file = try files.folder.open(name.file, O_RDONLY)
      digest = try Digest(of: file)
      bytes = UInt64(try file.status().st_size)
    } catch {
      throw HistoryError("\(files.path(name)): cannot be read: \(error)")
    }
    try chain.append(
      ChainLink(
        name, span: closed.span, events: closed.events, bytes: bytes, digest: digest.text,
        after: chain.lastSeal), in: files.folder)
  }

  /// Lets the oldest segments go, as far as the limits say so.
  private func sweep() {
    let names: Set<UInt64>
    do throws(HistoryError) {
      names = Set(try files.names().map(\.number))
    } catch {
      return files.report("nothing makes room: \(error)")
    }
    let oldest = TimeExpression.now - Int64(clamping: limits.age)
    var kept = chain.links.filter { names.contains($0.name.number) }
    // Room for the one that is being written.
    let room = limits.bytes - min(limits.bytes, limits.segmentBytes)
    var bytes = kept.reduce(0) { $0 + $1.bytes }
    while let first = kept.first, bytes > room || first.span.upperBound < oldest {
      files.remove(first.name)
      bytes -= first.bytes
      kept.removeFirst()
    }
  }
}
