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
    /// Whether somebody in scope noted it; nil: that is not known yet.
    var isTold: Bool?
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
    var fresh = found.entries.compactMap { entry in
      NotedLogin(entry, bootToRealtimeOffset: bootToRealtimeOffset)
        .map { Pending(login: $0, since: now) }
    }
    let known = enricher.processes(numbered: Set(fresh.map(\.login.record.processID)))
    for index in fresh.indices { enter(&fresh[index], known, &enricher) }
    fresh.removeAll { pending in told.knows(pending.login) { enricher.isRunning($0) } }
    guard !fresh.isEmpty else { return news }
    let tasks = Self.tasks(try running())
    for index in fresh.indices { enter(&fresh[index], tasks) }
    // Where it is not known who it was, that can come out of the rings after the file was read.
    for one in fresh where one.isTold != false {
      guard !pending.contains(where: { one.login.repeats($0.login) }) else { continue }
      pending.append(one)
    }
    return news
  }

  /// Enters who acts, if it still runs, and whether that is somebody in scope.
  private func enter(
    _ pending: inout Pending, _ tasks: [UInt32: (header: [UInt8], image: ev_process_exec)]
  ) {
    let number = pending.login.record.processID
    guard let task = tasks[number], pending.login.canBe(startedAt: task.image.h.task.start_ns)
    else { return }
    pending.login.life = Life(pid: number, start: task.image.h.task.start_ns)
    pending.login.header = HeaderTemplate(
      actingTaskOf: task.header, bootNanoseconds: pending.login.time)
    pending.isTold = task.image.traits & EV_EXE_OUTSIDE == 0
  }

  /// Enters who acted, if that is known, and whether it was somebody in scope; no more than who it
  /// was is known of one who has ended.
  private func enter(
    _ pending: inout Pending, _ known: [UInt32: Enricher.KnownProcess], _ enricher: inout Enricher
  ) {
    let number = pending.login.record.processID
    guard let process = known[number], pending.login.canBe(startedAt: process.life.start) else {
      return
    }
    pending.login.life = process.life
    pending.login.ancestors = enricher.ancestors(of: process.life)
    pending.login.header.processID = number
    pending.login.header.threadID = number
    pending.login.header.startNanoseconds = process.life.start
    pending.login.header.parentProcessID = process.parent?.pid ?? 0
    pending.login.header.parentStartNanoseconds = process.parent?.start ?? 0
    pending.login.header.cgroupID = process.cgroupID
    pending.isTold = process.isTold
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
      if ready[index].isTold == nil { enter(&ready[index], known, &enricher) }
      // Where it is now: what is told of it must not take it back to where it was.
      let login = ready[index].login
      if let process = known[login.record.processID], process.life == login.life {
        ready[index].login.header.cgroupID = process.cgroupID
      }
    }
    ready.removeAll { pending in
      !(pending.isTold ?? !isScoped) || told.knows(pending.login) { enricher.isRunning($0) }
    }
    return ready.map(\.login.event)
  }

  /// From now on the files are not read.
  func close() {
    watch.close()
  }
}
