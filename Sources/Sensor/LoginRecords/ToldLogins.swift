import CEventABI
import Enrichment
import Events

/// What Linux-PAM was seen to answer: a file that says the same says nothing new.
struct ToldLogins {
  /// One answer.
  private struct Telling {
    var life: Life
    var parent: Life
    var user: [UInt8]
    var time: UInt64
  }

  /// Answers of a kind that are kept; of more, the last.
  static let limit = 2048
  /// So many of the oldest make room at once.
  private static let share = 512
  /// Bytes of a name that a record of a file has room for.
  private static let nameLimit = 32
  /// Within so many nanoseconds an answer and a record are about the same login, where the process is
  /// another one.
  static let span: UInt64 = 10_000_000_000

  private var tellings: [EventKind: [Telling]] = [:]

  /// How many answers are kept.
  var count: Int { tellings.values.reduce(0) { $0 + $1.count } }

  /// Takes in what a record tells; all but those of logins mean nothing.
  mutating func note(_ record: UnsafeRawBufferPointer) {
    guard record.count >= MemoryLayout<ev_login>.size,
      Self.kinds.contains(UInt32(record.loadUnaligned(as: ev_header.self).kind))
    else { return }
    let login = record.loadUnaligned(as: ev_login.self)
    guard login.source == EV_LOGIN_FROM_PAM else { return }
    let task = login.h.task
    let user = record.dropFirst(Int(login.user.off)).prefix(
      min(Int(login.user.len), Self.nameLimit))
    let kind = EventKind(rawValue: login.h.kind)
    if tellings[kind, default: []].count >= Self.limit {
      tellings[kind, default: []].removeFirst(Self.share)
    }
    tellings[kind, default: []].append(
      Telling(
        life: Life(pid: task.tgid, start: task.start_ns),
        parent: Life(pid: task.parent_tgid, start: task.parent_start_ns),
        user: Array(user), time: login.h.boot_ns))
  }

  /// Every record is looked at, so these are a range.
  private static let kinds = EV_KIND_AUTH_ATTEMPT.rawValue...EV_KIND_SESSION_CLOSE.rawValue

  /// Whether Linux-PAM told what the file says, or will.
  ///
  /// - Parameters:
  ///   - login: what the file says.
  ///   - isRunning: whether a process runs.
  /// - Returns: whether it is known.
  func knows(_ login: NotedLogin, isRunning: (Life) -> Bool) -> Bool {
    if tellings[login.kind, default: []].contains(where: { isSame($0, login) }) { return true }
    // Who had a session opened has it closed, at the end: a terminal of it may be given up before.
    guard login.kind == .sessionClose, let life = login.life, isRunning(life) else { return false }
    return tellings[.sessionOpen, default: []].contains { $0.life == life }
  }

  /// The process that asked is as a rule the one that the record names.
  ///
  /// Servers for graphical logins
  /// ask for a process that they start then; sshd has a thread of its own ask, which is a child.
  private func isSame(_ telling: Telling, _ login: NotedLogin) -> Bool {
    if let life = login.life, telling.life == life { return true }
    let distance = max(telling.time, login.time) - min(telling.time, login.time)
    let user = login.record.user
    guard distance <= Self.span, user.isEmpty || user == telling.user else { return false }
    // Of a process that is not known anybody may have asked for it.
    guard let life = login.life else { return true }
    return login.ancestors.contains(telling.life)
      || (login.kind == .authAttempt && telling.parent == life)
  }
}
