import CLibBPF
import Capture
import Glibc
import SystemPackage
import Threading

/// Watches the files of login records, on a thread of its own: the drain's thread never waits for a
/// file.
final class LoginWatch: @unchecked Sendable {
  // Safety: the news are touched under `mutex` only; the readers belong to the thread once it runs.

  /// A record, and when it was read.
  struct Entry {
    var record: LoginRecord
    var file: LoginFile
    /// In nanoseconds since boot.
    var readTime: UInt64
    /// The record's own time, by the clocks as they were at the reading; in nanoseconds since boot.
    var ownTime: Int64
  }

  /// What was found since the last call.
  struct News {
    var entries: [Entry] = []
    /// Records of an unknown type.
    var malformed = 0
    /// Records that were passed over.
    var leftOut = 0
    /// For a log.
    var messages: [String] = []
  }

  /// Entries that nobody has taken yet: while there are more, nothing is read.
  private static let entryLimit = 1024
  private static let messageLimit = 64
  /// Milliseconds between looks where nothing says that there is something to see.
  private static let interval: CInt = 10_000
  /// Microseconds between looks in any case: whoever writes much shall not have a CPU for it.
  private static let rest: UInt32 = 20_000

  private let stop: CInt
  private let readers: [LoginFileReader]
  /// Why a file is not read, by the file's place; each is told once.
  private var troubles: [Errno?]
  private let mutex = ConditionMutex()
  private var news = News()

  /// Reads what is appended from now on.
  ///
  /// - Parameters:
  ///   - files: which files.
  ///   - directory: where they are.
  /// - Throws: what eventfd(2) does.
  init(_ files: [LoginFile], in directory: String) throws(Errno) {
    stop = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
    guard stop >= 0 else { throw Errno(rawValue: errno) }
    let now = timeOfDay()
    readers = files.map { LoginFileReader($0, in: directory, now: now) }
    troubles = files.map { _ in nil }
    _ = Thread(name: "login records") { [self] in work(in: directory) }
  }

  deinit {
    Glibc.close(stop)
  }

  // MARK: - The drain's thread

  /// What was found since the last call; nothing if the thread is at it.
  ///
  /// - Parameter everything: to wait for the thread in that case, which is never long.
  /// - Returns: the records, and what is to be said of them.
  func take(everything: Bool = false) -> News {
    func found() -> News {
      defer { news = News() }
      return news
    }
    return everything ? mutex.withLock(found) : mutex.withLockIfFree(found) ?? News()
  }

  /// From now on nothing is read.
  ///
  /// A file system that does not answer is not waited for.
  func close() {
    eventfd_write(stop, 1)
  }

  // MARK: - The thread that reads

  private func work(in directory: String) {
    let bell = FileBell(stop: stop)
    if let errno = bell.add(directory: directory) {
      tell("\(directory) is only looked at every \(Self.interval / 1000) s: \(errno)")
    }
    var looksAgain = true
    while bell.wait(milliseconds: looksAgain ? 0 : Self.interval) {
      looksAgain = false
      for (index, reader) in readers.enumerated() {
        let hasMore = hasRoom ? look(index) : true
        let isOther = bell.add(path: reader.path, descriptor: reader.descriptor)
        looksAgain = looksAgain || hasMore || isOther
      }
      usleep(Self.rest)
    }
  }

  private var hasRoom: Bool { mutex.withLock { news.entries.count < Self.entryLimit } }

  /// Whether there is more to be read.
  private func look(_ index: Int) -> Bool {
    let reader = readers[index]
    do throws(Errno) {
      let batch = try reader.look(now: timeOfDay())
      if troubles[index] != nil { tell("\(reader.path) is read from now on") }
      troubles[index] = nil
      publish(batch, of: reader.file)
      return batch.hasMore
    } catch {
      if troubles[index] != error {
        tell("\(reader.path) is not read, what programs note of logins there is not told: \(error)")
      }
      troubles[index] = error
      return false
    }
  }

  private func publish(_ batch: LoginFileReader.Batch, of file: LoginFile) {
    let now = bootTime()
    let offset = timeOfDay() - Int64(now)
    mutex.withLock {
      news.entries += batch.records.map { record in
        Entry(record: record, file: file, readTime: now, ownTime: record.time - offset)
      }
      news.leftOut += batch.leftOut
      news.malformed += batch.malformed
    }
  }

  private func tell(_ message: String) {
    mutex.withLock {
      if news.messages.count < Self.messageLimit { news.messages.append(message) }
    }
  }
}

/// Nanoseconds since 1970.
func timeOfDay() -> Int64 {
  Int64(nanoseconds(of: CLOCK_REALTIME))
}
