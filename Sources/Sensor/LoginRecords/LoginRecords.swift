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
  private var pending: [Pending] = []

  /// A login that waits to be told.
  private struct Pending {
    var login: NotedLogin
    /// When it was taken in, in nanoseconds since boot.
    var since: UInt64
    /// Whether somebody in scope is known to have noted it.
    var isTold: Bool
  }

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
  ///   - everything: whether this is the last call.
  ///   - enricher: knows processes.
  ///   - running: lists the processes that run, as records of kind process.snapshot.
  /// - Returns: what is to be said of it.
  /// - Throws: what `running` does.
  mutating func take<Failure: Error>(
    now: UInt64, everything: Bool, _ enricher: inout Enricher,
    running: () throws(Failure) -> [UInt8]
  ) throws(Failure) -> News {
    guard pending.count < Self.limit else { return News() }
    let found = watch.take(everything: everything)
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
      let isTold = enter(&login, tasks) ?? enter(&login, known) ?? !isScoped
      // Who it was can come out of the rings after the file was read.
      guard isTold || login.life == nil else { continue }
      guard !pending.contains(where: { login.repeats($0.login) }) else { continue }
      pending.append(Pending(login: login, since: now, isTold: isTold))
    }
    return news
  }

  /// Enters who acts, if it still runs.
  ///
  /// - Returns: whether that is somebody in scope; nil: it does not run.
  private func enter(
    _ login: inout NotedLogin, _ tasks: [UInt32: (header: [UInt8], image: ev_process_exec)]
  ) -> Bool? {
    let number = login.record.processID
    guard let task = tasks[number], login.canBe(startedAt: task.image.h.task.start_ns) else {
      return nil
    }
    login.life = Life(pid: number, start: task.image.h.task.start_ns)
    login.header = HeaderTemplate(actingTaskOf: task.header, bootNanoseconds: login.time)
    return task.image.traits & EV_EXE_OUTSIDE == 0
  }

  /// Enters who acted, of whom no more is known than who it was, for it has ended.
  ///
  /// - Returns: whether that is somebody in scope; nil: it is not known.
  private func enter(
    _ login: inout NotedLogin, _ known: [UInt32: Enricher.KnownProcess]
  ) -> Bool? {
    let number = login.record.processID
    guard let process = known[number], login.canBe(startedAt: process.life.start) else {
      return nil
    }
    login.life = process.life
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
    var ready = pending.prefix(count)
    pending.removeFirst(count)
    let known = enricher.processes(numbered: Set(ready.map(\.login.record.processID)))
    for index in ready.indices {
      if ready[index].login.life == nil {
        let isTold = enter(&ready[index].login, known) ?? !isScoped
        ready[index].isTold = isTold
        if let life = ready[index].login.life {
          ready[index].login.ancestors = enricher.ancestors(of: life)
        }
      }
      // Where it is now: what is told of it must not take it back to where it was.
      let login = ready[index].login
      if let process = known[login.record.processID], process.life == login.life {
        ready[index].login.header.cgroupID = process.cgroupID
      }
    }
    ready.removeAll { pending in
      !pending.isTold || told.knows(pending.login) { enricher.isRunning($0) }
    }
    return ready.map(\.login.event)
  }

  /// From now on the files are not read.
  func close() {
    watch.close()
  }
}
