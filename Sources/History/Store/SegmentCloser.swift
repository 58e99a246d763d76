import Glibc
import Storage
import SystemPackage
import Threading

/// Closes full segments on a thread of its own, one after the other, so that nobody who has events to store
/// waits for it or gets its failures: does what is to be done to each (``FinishingStep``), makes one file of
/// it, and notes its hash in the chain; then lets go what has to make room.
///
/// What fails is tried again until it succeeds; a segment leaves the list only with its note.
///
/// Used by one thread at a time, which may have given up rights before it comes to ``start()``: a thread has
/// the rights of the one that starts it.
final class SegmentCloser {
  private let queue = ClosingQueue()
  private let work: ClosingWork
  private let lock: OpenFile
  private var thread: Thread?

  /// Makes it; nothing is done before ``start()``.
  ///
  /// - Parameters:
  ///   - files: the directory's.
  ///   - lock: keeps other writers out of it; held until the thread has ended.
  ///   - chain: as it was read.
  ///   - limits: how much is kept.
  ///   - steps: what is done to each.
  ///   - retry: milliseconds after which what failed is tried again, twice as many each time.
  ///   - left: what a writer before has left open, the oldest first; closed before all others, and told.
  init(
    _ files: SegmentFiles, holding lock: OpenFile, _ chain: Chain, _ limits: HistoryLimits,
    steps: [FinishingStep], retry: Int, left: [SegmentName]
  ) {
    work = ClosingWork(
      files, chain, limits, steps: steps, retry: retry, left: Set(left.map(\.number)))
    self.lock = lock
    for name in left { queue.add(name) }
  }

  deinit {
    queue.stop()
    thread?.join()
  }

  /// Begins with what there is to do, if that was not done before.
  func start() {
    guard thread == nil else { return }
    thread = Thread(name: "lookback-close") { [queue, work, lock] in
      // Whatever else there is to do comes first; where that is refused it is only less polite.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
      var work = work
      work.run(queue)
      withExtendedLifetime(lock) {}
    }
  }

  /// Nanoseconds of the processor's time that closing has taken.
  var processorTime: UInt64 { thread?.processorTime ?? 0 }

  /// Closes a segment, once all before it are.
  func add(_ name: SegmentName, _ writer: consuming SegmentWriter? = nil) {
    queue.add(name, writer)
  }

  /// Waits until all are closed, at most for so long.
  ///
  /// - Returns: how many are left.
  func wait(milliseconds: Int) -> Int {
    start()
    return queue.wait(milliseconds: milliseconds)
  }
}
