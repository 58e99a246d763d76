import Glibc
import Storage
import SystemPackage
import Threading

/// Closes full segments on a thread of its own, one after the other, so that nobody who has events to store
/// waits for it or gets its failures: does what is to be done to each (``FinishingStep``), makes one file of
/// it, and notes its hash in the chain; then lets go what has to make room.
///
/// What fails is tried again until it succeeds; a segment leaves the list only with its note.
final class SegmentCloser: Sendable {
  private let queue = ClosingQueue()
  private let thread: Thread

  /// Begins.
  ///
  /// - Parameters:
  ///   - files: the directory's.
  ///   - lock: keeps other writers out of it; held until the thread has ended.
  ///   - chain: as it was read.
  ///   - limits: how much is kept.
  ///   - steps: what is done to each.
  ///   - retry: milliseconds after which what failed is tried again, twice as many each time.
  init(
    _ files: SegmentFiles, holding lock: OpenFile, _ chain: Chain, _ limits: HistoryLimits,
    steps: [FinishingStep], retry: Int
  ) {
    let queue = queue
    thread = Thread(name: "lookback-close") {
      // Whatever else there is to do comes first; where that is refused it is only less polite.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
      var work = ClosingWork(files, chain, limits, steps: steps, retry: retry)
      work.run(queue)
      withExtendedLifetime(lock) {}
    }
  }

  deinit {
    queue.stop()
    thread.join()
  }

  /// Nanoseconds of the processor's time that closing has taken.
  var processorTime: UInt64 { thread.processorTime }

  /// Closes a segment, once all before it are.
  func add(_ name: SegmentName, _ writer: consuming SegmentWriter? = nil) {
    queue.add(name, writer)
  }

  /// Waits until all are closed, at most for so long.
  ///
  /// - Returns: how many are left.
  func wait(milliseconds: Int) -> Int { queue.wait(milliseconds: milliseconds) }
}
