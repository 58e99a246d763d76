import Foundation
import TestSupport

/// A thread that takes lines off a process's hands as fast as a pipe can be read.
///
/// So the process is never slowed down by the one who looks at them.
final class LineReader: @unchecked Sendable {
  private let process: ChildProcess
  private let changed = NSCondition()
  // Guarded by `changed`.
  private var lines: [Data] = []
  private var isAtEnd = false
  private var isPaused = false

  init(_ process: ChildProcess) {
    self.process = process
    Thread { [self] in collect() }.start()
  }

  private func collect() {
    var partial = Data()
    while true {
      changed.lock()
      while isPaused { changed.wait() }
      changed.unlock()
      let more = process.readSome(atMost: 1 << 20)
      partial.append(contentsOf: more)
      let (complete, rest) = partial.lines
      partial = rest
      changed.lock()
      lines += complete
      isAtEnd = more.isEmpty
      changed.broadcast()
      changed.unlock()
      if more.isEmpty { return }
    }
  }

  /// Reads no more, as a consumer that is stuck, until it is set to false.
  func pause(_ isPaused: Bool) {
    changed.lock()
    self.isPaused = isPaused
    changed.broadcast()
    changed.unlock()
  }

  /// The lines since the last call; waits for some if there are none, but not longer than till `end`.
  func take(until end: Date) -> [Data] {
    changed.lock()
    defer { changed.unlock() }
    while lines.isEmpty && !isAtEnd && changed.wait(until: end) {}
    defer { lines = [] }
    return lines
  }

  /// No more lines will come than those not taken yet.
  var hasEnded: Bool {
    changed.lock()
    defer { changed.unlock() }
    return isAtEnd
  }
}
