import CEventABI
import Enrichment
import Events

/// What files tell of logins, where Linux-PAM does not: programs that do without it, and kernels that
/// let nobody look at it.
///
/// A record is held back until what Linux-PAM told of the same login must have come out of the rings.
/// Belongs to the thread that drains.
struct LoginRecords {
  /// Nanoseconds from reading a record to telling it: a module that writes it is one of several that
  /// Linux-PAM asks before it answers.
  static let hold: UInt64 = 2_000_000_000
  /// Records that wait: while there are more, none is taken.
  private static let limit = 4096

  private let watch: LoginWatch
  private let bootToRealtimeOffset: Int64
  /// Whether only what is known to be in scope is told.
  private let isScoped: Bool
  private var told = ToldLogins()
  private var pending: [(login: NotedLogin, since: UInt64)] = []

  /// What there was at a look.
  struct News {
    /// Records of the files that are none.
    var malformed = 0
    /// Records that were passed over.
    var leftOut = 0
    /// For a log.
    var messages: [String] = []
  }

  /// Looks at what this watch finds.
  init(_ watch: LoginWatch, bootToRealtimeOffset: Int64, isScoped: Bool) {
    self.watch = watch
    self.bootToRealtimeOffset = bootToRealtimeOffset
    self.isScoped = isScoped
  }

  /// Looks at a record of the stream; only what Linux-PAM answered means something.
  mutating func notice(_ record: UnsafeRawBufferPointer) {
    told.note(record)
  }

  /// Takes in what was written into the files, by processes in scope.
  ///
  /// - Parameters:
  ///   - now: nanoseconds since boot.
  ///   - enricher: knows processes.
  ///   - running: lists the processes that run, as records of kind process.snapshot.
  /// - Returns: what is to be said of it.
  /// - Throws: what `running` does.
  mutating func take<Failure: Error>(
    now: UInt64, _ enricher: inout Enricher, running: () throws(Failure) -> [UInt8]
  ) throws(Failure) -> News {
    guard pending.count < Self.limit else { return News() }
    let found = watch.take()
    let news = News(
      malformed: found.malformed, leftOut: found.leftOut, messages: found.messages)
    guard !found.entries.isEmpty else { return news }
    var logins = found.entries.compactMap {
      NotedLogin($0, bootToRealtimeOffset: bootToRealtimeOffset)
    }
    let known = enricher.processes(numbered: Set(logins.map(\.record.processID)))
    for index in logins.indices {
      guard let process = known[logins[index].record.processID],
        logins[index].canBe(startedAt: process.life.start)
      else { continue }
      logins[index].life = process.life
      logins[index].ancestors = enricher.ancestors(of: process.life)
    }
    logins.removeAll { told.knows($0) { enricher.isRunning($0) } }
    guard !logins.isEmpty else { return news }
    let tasks = Self.tasks(try running())
    for var login in logins {
      guard enter(&login, known, tasks) || !isScoped else { continue }
      guard !pending.contains(where: { login.repeats($0.login) }) else { continue }
      pending.append((login, now))
    }
    return news
  }

  /// Enters who acts.
  ///
  /// - Returns: whether that is somebody in scope.
  private func enter(
    _ login: inout NotedLogin, _ known: [UInt32: Enricher.KnownProcess],
    _ tasks: [UInt32: (header: [UInt8], image: ev_process_exec)]
  ) -> Bool {
    let number = login.record.processID
    if let task = tasks[number], login.canBe(startedAt: task.image.h.task.start_ns) {
      login.life = Life(pid: number, start: task.image.h.task.start_ns)
      login.header = HeaderTemplate(actingTaskOf: task.header, bootNanoseconds: login.time)
      return task.image.traits & EV_EXE_OUTSIDE == 0
    }
    // It has ended: no more is known of it than who it was.
    guard let process = known[number], process.life == login.life else { return false }
    login.header.processID = number
    login.header.threadID = number
    login.header.startNanoseconds = process.life.start
    login.header.parentProcessID = process.parent?.pid ?? 0
    login.header.parentStartNanoseconds = process.parent?.start ?? 0
    login.header.cgroupID = process.cgroupID
    return process.isTold
  }

  /// The heads of an iterator's records, by the number of the process.
  private static func tasks(
    _ records: [UInt8]
  ) -> [UInt32: (header: [UInt8], image: ev_process_exec)] {
    var tasks: [UInt32: (header: [UInt8], image: ev_process_exec)] = [:]
    // Whoever is missing is told of as one who has ended.
    _ = RunningProcesses.forEach(in: records) { image, record in
      tasks[image.h.task.tgid] = (Array(record.prefix(MemoryLayout<ev_header>.size)), image)
    }
    return tasks
  }

  /// The events that have waited long enough, and that nobody else has told meanwhile.
  ///
  /// - Parameters:
  ///   - now: nanoseconds since boot.
  ///   - everything: whether none waits any longer: Linux-PAM tells nothing more.
  ///   - enricher: knows processes.
  /// - Returns: records of events.
  mutating func due(now: UInt64, everything: Bool, _ enricher: inout Enricher) -> [[UInt8]] {
    let count = pending.prefix { everything || now - $0.since >= Self.hold }.count
    guard count > 0 else { return [] }
    var logins = pending.prefix(count).map(\.login)
    pending.removeFirst(count)
    logins.removeAll { told.knows($0) { enricher.isRunning($0) } }
    let known = enricher.processes(numbered: Set(logins.map(\.header.processID)))
    return logins.map { login in
      var login = login
      // Where it is now: what is told of it must not take it back to where it was.
      if let process = known[login.header.processID], process.life == login.life {
        login.header.cgroupID = process.cgroupID
      }
      return login.event
    }
  }

  /// From now on the files are not read.
  func close() {
    watch.close()
  }
}
