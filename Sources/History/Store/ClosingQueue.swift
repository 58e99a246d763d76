import Glibc
import Threading

/// The segments that are to be closed, in order, between the thread that fills them and the one that closes
/// them.
final class ClosingQueue: @unchecked Sendable {
  // Safety: everything is touched with the lock held.
  private let lock = ConditionMutex()
  private var names: [SegmentName] = []
  /// What has been written to the segments just now, which its own file is to be without.
  private var writers: [SegmentWriter] = []
  private var stops = false
  /// How many wait for the end.
  private var waiting = 0

  /// Whether the thread is to end, whatever is left.
  var isStopping: Bool { lock.withLock { stops } }

  /// Whether somebody waits for the end of all.
  var isAwaited: Bool { lock.withLock { waiting > 0 } }

  /// Appends a segment.
  ///
  /// - Parameters:
  ///   - name: whose number is above those of all before.
  ///   - writer: has its file open; let go by the other thread, for that can take its time.
  func add(_ name: SegmentName, _ writer: consuming SegmentWriter? = nil) {
    lock.withLock {
      names.append(name)
      if let writer { writers.append(writer) }
      lock.wake()
    }
  }

  /// Waits for a segment; it stays the first one until it is removed.
  ///
  /// - Returns: nil: the thread is to end.
  func first() -> SegmentName? {
    lock.withLock {
      while names.isEmpty, !stops { lock.wait() }
      return stops ? nil : names[0]
    }
  }

  /// Lets go of the writers of all segments that wait.
  func releaseWriters() {
    // Not with the lock held: their files are closed.
    _ = lock.withLock {
      defer { writers.removeAll() }
      return writers
    }
  }

  /// Removes the first segment, which is closed.
  func removeFirst() {
    lock.withLock {
      names.removeFirst()
      lock.wake()
    }
  }

  /// Waits before the first one is tried again; less where another comes, or somebody waits for the end.
  func pause(milliseconds: Int) {
    lock.withLock {
      if !stops { _ = lock.wait(milliseconds: milliseconds) }
    }
  }

  /// Tells the thread to end.
  func stop() {
    lock.withLock {
      stops = true
      lock.wake()
    }
  }

  /// Waits until all are closed, at most for so long.
  ///
  /// - Returns: how many are left.
  func wait(milliseconds: Int) -> Int {
    let end = nanoseconds(of: CLOCK_MONOTONIC) + UInt64(milliseconds) * 1_000_000
    return lock.withLock {
      waiting += 1
      lock.wake()
      defer { waiting -= 1 }
      while !names.isEmpty {
        let now = nanoseconds(of: CLOCK_MONOTONIC)
        guard now < end else { break }
        _ = lock.wait(milliseconds: Int((end - now) / 1_000_000) + 1)
      }
      return names.count
    }
  }
}
