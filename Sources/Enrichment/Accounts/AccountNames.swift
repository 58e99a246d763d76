import Glibc
import Threading

/// Names of users and groups by number, as the root directory of a process has them.
///
/// A number means what the passwd of its own root says: a container's users have the container's
/// names, never the host's. In a user namespace numbers are to be translated before.
///
/// Asking never waits, and allocates nothing for a root that is known: what is not known is read by
/// one thread in the background, which is woken for that, and answered from then on. Whoever asks
/// owns this value and calls ``collect()`` now and then, which takes over what was read. Names point
/// into tables that live until the next ``collect()``; the compiler sees to it that none is kept
/// longer.
///
/// Files are looked at again when their root is asked for, a second after the last look at the
/// earliest. What they may cost is in `AccountLimits`: 256 roots, 65 536 names and 4 MiB of a file
/// each, 64 MiB in all. A name is what its root's owner has written, any bytes but NUL, colon and
/// newline: it is evidence of nothing, the number is.
///
/// Not known are: names that no file has (NSS modules, `DynamicUser=`), and what root may not see,
/// such as the FUSE mounts of others. A process in a chroot has the names of its mount namespace.
public struct AccountNames: ~Copyable {
  private let mailbox: AccountMailbox
  private let roots: KnownRoots
  private let thread: Thread

  /// Starts the thread in the background; signals that shall not arrive there are to be blocked
  /// before.
  ///
  /// - Parameters:
  ///   - hostRoot: the host's root directory, as this process sees it.
  ///   - processes: where the host's /proc is mounted.
  public init(hostRoot: String = "/", processes: String = "/proc") {
    self.init(
      places: RootDirectory.Places(host: hostRoot, processes: processes), limits: AccountLimits())
  }

  init(places: RootDirectory.Places, limits: AccountLimits) {
    let mailbox = AccountMailbox(capacity: limits.waiting)
    self.mailbox = mailbox
    roots = KnownRoots(limits: limits, mailbox: mailbox)
    thread = Thread(name: "lookback-names") {
      Self.work(mailbox, AccountReader(places: places, limits: limits))
    }
  }

  private static func work(_ mailbox: AccountMailbox, _ reader: consuming AccountReader) {
    let clock = SuspendingClock()
    while let root = mailbox.nextRequest() {
      let start = clock.now
      mailbox.publish(AccountMailbox.Answer(root: root, tables: try? reader.read(root)))
      // Whoever keeps large files changing shall not have a CPU for it.
      let spent = (clock.now - start) / .microseconds(1)
      usleep(UInt32(min(9 * spent, Self.longestRest)))
    }
    mailbox.end()
  }

  /// Microseconds; shorter than the patience with which the end is waited for.
  private static let longestRest = 100_000.0

  deinit {
    // A file system that does not answer must not keep the program from ending.
    if mailbox.close(waitingMilliseconds: 500) { thread.join() }
  }

  /// The name of a user; nil if there is none, or its root is not known yet.
  ///
  /// The eight bytes before its end can be read, also of a shorter name.
  @_lifetime(borrow self)
  public func userName(_ id: UInt32, in root: AccountRoot) -> Span<UInt8>? {
    unsafe _overrideLifetime(roots.name(of: id, .users, in: root), borrowing: self)
  }

  /// The name of a group; as ``userName(_:in:)``.
  @_lifetime(borrow self)
  public func groupName(_ id: UInt32, in root: AccountRoot) -> Span<UInt8>? {
    unsafe _overrideLifetime(roots.name(of: id, .groups, in: root), borrowing: self)
  }

  /// Takes over what was read since, and frees what has been replaced or forgotten.
  ///
  /// For every batch of events, say: it costs a look at the clock where nothing was read.
  ///
  /// - Returns: whether other names are known now.
  @discardableResult
  public mutating func collect() -> Bool {
    collect(at: MonotonicTime.now())
  }

  /// The same at another time, in nanoseconds of the monotonic clock.
  @discardableResult
  mutating func collect(at now: UInt64) -> Bool {
    roots.collect(mailbox.collect(), at: now)
  }

  /// Whether nothing that was asked for is still to come.
  var isIdle: Bool { mailbox.isIdle }

  /// How many roots are known or asked for.
  public var rootCount: Int { roots.count }
  /// Requests for which there was no room; they are made again with the next name of their root.
  public var refusedRequests: UInt64 { roots.refusedRequests }
  /// Looks at a root that failed: its process was gone, say.
  public var failedLooks: UInt64 { roots.failedLooks }
  /// Whether the thread has been at one root for ten seconds: a file system does not answer, and as
  /// long as it does not only those names are known that are.
  ///
  /// To be asked now and then, not for every event: it can wait for the thread, if not for long.
  public var isStuck: Bool {
    mailbox.workStart.map { MonotonicTime.now() > $0 + Self.patience } ?? false
  }

  /// Nanoseconds; nobody is kept that long by a disk.
  private static let patience: UInt64 = 10_000_000_000
}
