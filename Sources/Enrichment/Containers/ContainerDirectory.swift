import Glibc
import Threading

/// What runtimes know of the containers whose ids are in the names of cgroups.
///
/// Asking never waits: one thread in the background reads the files of the runtime, again after 0.2, 1
/// and 5 seconds where there is nothing yet, and ``collect()`` hands out what it has found. Each
/// container is told once, and again only if 4 096 others were asked for meanwhile. Of a rootless
/// container the files are the user's own, who can write there what they like; what that may cost is
/// in `ContainerLimits`, and nothing outside of the user's home is read for it.
public struct ContainerDirectory: ~Copyable {
  private let mailbox: ContainerMailbox
  private let limits: ContainerLimits
  private let thread: Thread
  private var known: KnownContainers
  /// How many requests of a user are on their way.
  private var waiting: [UInt32: Int] = [:]
  /// Requests for which there was no room: each is made again with the container's next event.
  public private(set) var refusedRequests: UInt64 = 0
  /// Containers of which nothing was found, however often they were looked for.
  public private(set) var unknownContainers: UInt64 = 0
  /// Containers whose files were there, but not readable: no regular file, not the owner's, too
  /// large, or not the JSON it should be.
  public private(set) var unreadableContainers: UInt64 = 0

  /// Starts the thread in the background; signals that shall not arrive there are to be blocked
  /// before.
  ///
  /// - Parameters:
  ///   - hostRoot: the host's root directory, as this process sees it.
  ///   - processes: where the host's /proc is mounted.
  public init(hostRoot: String = "/", processes: String = "/proc") {
    self.init(ContainerReader(hostRoot: hostRoot, processes: processes))
  }

  init(_ reader: ContainerReader) {
    let mailbox = ContainerMailbox(capacity: reader.limits.waiting)
    self.mailbox = mailbox
    limits = reader.limits
    known = KnownContainers(limit: reader.limits.known)
    thread = Thread(name: "lookback-state") { Self.work(mailbox, reader) }
  }

  private static func work(_ mailbox: ContainerMailbox, _ reader: ContainerReader) {
    let clock = SuspendingClock()
    while let request = mailbox.nextRequest() {
      let start = clock.now
      look(for: request, mailbox, reader)
      // Whoever has large files shall not have a CPU for it.
      let spent = (clock.now - start) / .microseconds(1)
      usleep(UInt32(min(9 * spent, Self.longestRest)))
    }
    mailbox.end()
  }

  /// Microseconds; shorter than the patience with which the end is waited for.
  private static let longestRest = 100_000.0

  private static func look(
    for request: ContainerRequest, _ mailbox: ContainerMailbox, _ reader: ContainerReader
  ) {
    do {
      let info = try reader.read(request)
      mailbox.publish(ContainerAnswer(key: request.key, result: .success(info)))
    } catch {
      // A file can be unreadable because it is just being written.
      guard request.failures < reader.limits.retries.count else {
        return mailbox.publish(ContainerAnswer(key: request.key, result: .failure(error)))
      }
      var again = request
      again.failures += 1
      mailbox.postpone(again, milliseconds: reader.limits.retries[request.failures])
    }
  }

  deinit {
    // A file system that does not answer must not keep the program from ending.
    if mailbox.close(waitingMilliseconds: 500) { thread.join() }
  }

  /// Asks for a container, if it is not known; for every new cgroup, say.
  ///
  /// - Parameters:
  ///   - container: the container, as the cgroup's name has it.
  ///   - userID: the user whose cgroup it is, as ``CgroupIdentity/userID`` has it; nil for none.
  ///   - process: a process in it, as the sensor numbers it.
  public mutating func ask(container: Container, userID: UInt32?, process: UInt32) {
    let key = ContainerRequest.Key(container: container, userID: userID)
    guard !known.contains(key) else { return }
    let user = userID ?? 0
    let isOverLimit = user != 0 && waiting[user, default: 0] >= limits.waitingPerUser
    guard !isOverLimit, mailbox.ask(ContainerRequest(key, process: process)) else {
      refusedRequests += 1
      return
    }
    known.insert(key)
    waiting[user, default: 0] += 1
  }

  /// Takes what was found since; for every batch of events, say.
  public mutating func collect() -> [ContainerInfo] {
    var found: [ContainerInfo] = []
    for answer in mailbox.collect() {
      forgetRequest(ofUser: answer.key.userID ?? 0)
      switch answer.result {
      case .success(let info): found.append(info)
      case .failure(.absent): unknownContainers += 1
      case .failure(.unreadable): unreadableContainers += 1
      }
    }
    return found
  }

  private mutating func forgetRequest(ofUser user: UInt32) {
    let count = waiting[user, default: 1] - 1
    waiting[user] = count > 0 ? count : nil
  }

  /// Whether nothing that was asked for is still to come.
  var isIdle: Bool { mailbox.isIdle }

  /// How many containers were asked for and not forgotten.
  var knownCount: Int { known.count }

  /// Whether the thread has been at one container for ten seconds: a file system does not answer.
  ///
  /// To be asked now and then, not for every event: it can wait for the thread, if not for long.
  public var isStuck: Bool {
    mailbox.workStart.map { MonotonicTime.now() > $0 + Self.patience } ?? false
  }

  /// Nanoseconds.
  private static let patience: UInt64 = 10_000_000_000
}
