public import Events
import Glibc
import Storage
import SystemPackage
import Threading

/// A file of lines that only its owner can read, put aside when it is large or old enough.
///
/// Delivering an empty batch opens the file, and so tells what is wrong with it. A full disk is waited
/// for, with whole lines in the file, until ``stopWaiting()``.
public final class FileDestination: Destination, @unchecked Sendable {
  // Safety: `wishes` are only touched under `mutex`; the rest is the delivering thread's own.
  public let name: String
  private let target: FileTarget
  private let base: String
  private let report: @Sendable (String) -> Void
  private let mutex = ConditionMutex()
  private var wishes = Wishes()
  private var current: Current?
  private var periodicSync: PeriodicSync?
  /// Not before that time, of CLOCK_MONOTONIC, somebody tries again to put the file aside.
  private var nextRotation: UInt64 = 0

  /// What other threads want.
  private struct Wishes {
    var isReopening = false
    var isEnding = false
  }

  /// What is open.
  private struct Current {
    var folder: Folder
    var events: EventFile
    var closed: ClosedFiles
  }

  /// Nothing is opened before the first batch.
  ///
  /// - Parameters:
  ///   - target: which file, and what becomes of it.
  ///   - report: told what is of interest to people and ends nothing: that a full disk is waited for,
  ///     that the file's mode was mended. From any thread.
  public init(_ target: FileTarget, report: @escaping @Sendable (String) -> Void) {
    self.target = target
    self.report = report
    name = "file:\(target.path)"
    base = FilePath(target.path).lastComponent?.string ?? ""
    if case .every(let milliseconds) = target.sync {
      periodicSync = PeriodicSync(milliseconds: milliseconds)
    }
  }

  public func reopen() {
    mutex.withLock {
      wishes.isReopening = true
      mutex.wake()
    }
  }

  public func stopWaiting() {
    mutex.withLock {
      wishes.isEnding = true
      mutex.wake()
    }
  }

  public func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
    reopenIfWished()
    if let failure = periodicSync?.takeFailure() { throw failed(failure) }
    if current != nil { putAsideIfDue(before: batch.count) }
    var done = 0
    /// Where what is in the file that is open now begins in the batch.
    var start = 0
    var isWaiting = false
    while true {
      let events = try opened().events
      let appended = events.append(batch, from: done)
      done += appended.count
      if appended.count > 0 { periodicSync?.note(events.file) }
      guard let failure = appended.failure else { break }
      guard failure == .noSpace || failure == .diskQuotaExceeded, !isEnding else {
        // All or nothing: it will be handed over again.
        events.take(back: done - start)
        throw failed(failure)
      }
      if !isWaiting { report("\(target.path): \(failure); waiting for room") }
      isWaiting = true
      wait()
      if reopenIfWished() { start = done }
    }
    if target.sync == .always { try make(last: opened().events.file) }
  }

  public func close() throws(DeliveryFailure) {
    defer {
      shut()
      periodicSync?.end()
    }
    if let current { try make(last: current.events.file) }
  }

  /// Milliseconds between two tries on a full disk.
  private static let patience = 200

  private func wait() {
    mutex.withLock {
      guard !wishes.isEnding && !wishes.isReopening else { return }
      _ = mutex.wait(milliseconds: Self.patience)
    }
  }

  private var isEnding: Bool { mutex.withLock { wishes.isEnding } }

  /// Closes the file if somebody has put it away.
  ///
  /// - Returns: whether it did.
  @discardableResult
  private func reopenIfWished() -> Bool {
    let isWished = mutex.withLock {
      defer { wishes.isReopening = false }
      return wishes.isReopening
    }
    if isWished { shut() }
    return isWished
  }

  private func shut() {
    current?.closed.end()
    current?.events.file.unlock()
    current = nil
  }

  private func make(last file: OpenFile) throws(DeliveryFailure) {
    do throws(Errno) {
      try file.sync()
    } catch {
      throw failed(error)
    }
  }

  private func failed(_ error: Errno) -> DeliveryFailure {
    DeliveryFailure("\(target.path): \(error)")
  }
}

// MARK: - Opening

extension FileDestination {
  private func opened() throws(DeliveryFailure) -> Current {
    if let current { return current }
    do throws(Errno) {
      let folder = try Folder(FilePath(target.path).removingLastComponent().folder)
      let events = try EventFile(base, in: folder)
      tell(events.changes)
      let closed = ClosedFiles(target, base: base, in: folder, report: report)
      let opened = Current(folder: folder, events: events, closed: closed)
      current = opened
      return opened
    } catch {
      throw notOpened(error)
    }
  }

  private func notOpened(_ error: Errno) -> DeliveryFailure {
    switch error {
    case .tooManySymbolicLinkLevels:
      DeliveryFailure("\(target.path) is a symbolic link; name the file itself", isFinal: true)
    case .isDirectory:
      DeliveryFailure("\(target.path) is a directory; name a file in it", isFinal: true)
    case .noSuchAddressOrDevice:
      DeliveryFailure("\(target.path) is no regular file", isFinal: true)
    case .noSuchFileOrDirectory:
      DeliveryFailure("\(target.path): there is no such directory; make it")
    case .wouldBlock:
      DeliveryFailure("\(target.path) is being written by another sensor; name another file")
    default: failed(error)
    }
  }

  private func tell(_ changes: EventFile.Changes) {
    if let mode = changes.mode {
      report(
        "\(target.path) had mode 0\(String(mode, radix: 8)); others can do nothing with it any more"
      )
    }
    if changes.cut > 0 {
      report("\(target.path) ended in the middle of a line: \(changes.cut) bytes were cut off")
    }
  }
}

// MARK: - Putting aside

extension FileDestination {
  /// How long nobody tries again after a failure, in nanoseconds.
  private static let rotationPause: UInt64 = 60_000_000_000

  /// Gives the file another name if it is large or old enough; a failure is told, and the file goes on.
  private func putAsideIfDue(before count: Int) {
    let now = nanoseconds(of: CLOCK_MONOTONIC)
    guard let current, now >= nextRotation else { return }
    do throws(Errno) {
      let status = try current.events.file.status()
      guard status.st_size > 0, isDue(current.events, size: UInt64(status.st_size), before: count)
      else { return }
      let next =
        try current.folder.has(base, status)
        ? try putAside(in: current.folder)
        // Somebody else has done it.
        : try EventFile(base, in: current.folder)
      tell(next.changes)
      current.events.file.unlock()
      self.current?.events = next
      current.closed.look()
    } catch {
      nextRotation = now + Self.rotationPause
      report("\(target.path) cannot be put aside and goes on growing: \(error)")
    }
  }

  /// Gives the file another name, and makes a new one.
  ///
  /// - Throws: what the system says; the file has its old name then.
  private func putAside(in folder: Folder) throws(Errno) -> EventFile {
    let others = try ClosedFiles.names(in: folder, behind: base)
    let name = ClosedFileName(at: time(nil), behind: others).name(behind: base)
    try folder.rename(base, to: name)
    do throws(Errno) {
      return try EventFile(base, in: folder)
    } catch {
      // It goes on being written: it must not be taken for a closed one.
      try folder.rename(name, to: base)
      throw error
    }
  }

  private func isDue(_ events: EventFile, size: UInt64, before count: Int) -> Bool {
    if target.rotateAtBytes > 0, size + UInt64(count) > target.rotateAtBytes { return true }
    return target.rotateAtAge > 0 && events.age >= target.rotateAtAge
  }
}

extension FilePath {
  /// Itself; nothing is the current directory.
  fileprivate var folder: String { isEmpty ? "." : string }
}
