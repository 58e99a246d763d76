import Capture
import Glibc
import Logging
import SystemPackage
import Threading

/// Leaves a sign of life about once a second, on a thread of its own: no disk holds the sensor up.
final class Heartbeat: @unchecked Sendable {
  // Safety: `thread` and `last` belong to the owner, `number`, `synced` and `isBroken` to the thread, the
  // rest is touched under `mutex` only.
  private let file: HeartbeatFile
  private let logger: Logger
  private let mutex = ConditionMutex()
  private var due: Beat?
  private var hasEnded = false
  private var last: Beat
  private var number: UInt64 = 0
  private var synced: UInt64 = 0
  private var isBroken = false
  private var thread: Thread?

  /// Nanoseconds between beats that the disk is waited for: a host that loses its power loses no more.
  static let syncInterval: UInt64 = 5_000_000_000
  /// Milliseconds that the end waits for the disk.
  private static let patience = 2000

  /// Leaves the first one: from now on a sensor records.
  ///
  /// - Parameters:
  ///   - file: where.
  ///   - host: which host.
  ///   - run: which run of the sensor it is.
  ///   - contents: what is in the file.
  ///   - start: the moment in nanoseconds since boot.
  ///   - logger: for complaints.
  init(
    _ file: HeartbeatFile, host: HostIdentity, run: String, after contents: HeartbeatFile.Contents,
    from start: UInt64, logger: Logger
  ) {
    self.file = file
    self.logger = logger
    if case .beat(let before) = contents { number = before.number + 1 }
    last = Beat(
      host: host.heartbeatID, boot: host.bootID, run: run, number: number, bootTime: start,
      realTime: timeOfDay(), sequence: 0, isLast: false)
    due = last
    thread = Thread(name: "lookback-beat") { [self] in work() }
  }

  /// So far everything is drained; waits for nobody: the next one will do as well.
  func beat(at now: UInt64, sequence: UInt64) {
    let next = next(at: now, sequence: sequence, isLast: false)
    let isTaken: Void? = mutex.withLockIfFree {
      due = next
      mutex.wake()
    }
    if isTaken != nil { last = next }
  }

  /// Leaves the last one, as far as the disk lets it in time.
  func end(at now: UInt64, sequence: UInt64) {
    let final = next(at: now, sequence: sequence, isLast: true)
    let isWritten = mutex.withLock { () -> Bool in
      due = final
      mutex.wake()
      while !hasEnded {
        guard mutex.wait(milliseconds: Self.patience) else { return hasEnded }
      }
      return true
    }
    if isWritten {
      thread?.join()
    } else {
      logger.warning("\(file.path): the disk does not answer; the next sensor will say 'killed'")
    }
    thread = nil
  }

  private func next(at now: UInt64, sequence: UInt64, isLast: Bool) -> Beat {
    var next = last
    next.bootTime = now
    next.realTime = timeOfDay()
    next.sequence = sequence
    next.isLast = isLast
    return next
  }

  private func work() {
    while true {
      let beat = mutex.withLock { () -> Beat in
        while true {
          if let beat = due {
            due = nil
            return beat
          }
          mutex.wait()
        }
      }
      write(beat)
      guard beat.isLast else { continue }
      mutex.withLock {
        hasEnded = true
        mutex.wake()
      }
      return
    }
  }

  private func write(_ beat: Beat) {
    var beat = beat
    beat.number = number
    let isDue = beat.isLast || synced == 0 || beat.bootTime - synced >= Self.syncInterval
    do {
      try file.write(beat, durably: isDue)
      if isDue { synced = beat.bootTime }
      // A beat that could not be written leaves the one before it alone, and so does the next.
      number += 1
      isBroken = false
    } catch {
      // What goes on is not said again.
      if !isBroken { logger.warning("\(file.path): no sign of life can be left: \(error)") }
      isBroken = true
    }
  }
}

extension HostIdentity {
  /// The id as it fits into a heartbeat: whoever writes /etc/machine-id writes what he likes.
  var heartbeatID: String { String(id.prefix(64)) }
}
