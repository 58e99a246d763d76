import CEventABI
import Enrichment
import Events
import Glibc
import Testing

@testable import Sensor

/// Which records of files say what Linux-PAM told already.
@Suite struct ToldLoginsTests {
  private static let second: UInt64 = 1_000_000_000
  private static let server = Life(pid: 10, start: 1)
  private static let worker = Life(pid: 20, start: 2)
  private static let shell = Life(pid: 30, start: 3)

  /// What Linux-PAM answered a process.
  private func told(
    _ kinds: EventKind..., by life: Life = worker, parent: Life = server, user: String = "alice",
    at time: UInt64 = 100 * second, source: UInt32 = EV_LOGIN_FROM_PAM
  ) -> ToldLogins {
    var told = ToldLogins()
    for kind in kinds {
      var login = ev_login()
      login.h.kind = kind.rawValue
      login.h.boot_ns = time
      login.h.task.tgid = life.pid
      login.h.task.start_ns = life.start
      login.h.task.parent_tgid = parent.pid
      login.h.task.parent_start_ns = parent.start
      login.source = source
      let text = Array(user.utf8)
      login.user = ev_str(
        full: UInt32(text.count), off: UInt16(MemoryLayout<ev_login>.size), len: UInt16(text.count))
      let record = withUnsafeBytes(of: login) { Array($0) } + text
      record.withUnsafeBytes { told.note($0) }
    }
    return told
  }

  /// What a file says.
  private func noted(
    _ type: CInt, _ file: LoginFile, life: Life? = worker, ancestors: [Life] = [server],
    user: String = "alice", at time: UInt64 = 101 * second
  ) throws -> NotedLogin {
    let record = LoginRecord(bytes: LoginScratch.record(user, type: type))
    var login = try #require(
      NotedLogin(
        LoginWatch.Entry(record: record, file: file, readTime: time, ownTime: Int64(time)),
        bootToRealtimeOffset: 0))
    login.life = life
    login.ancestors = ancestors
    return login
  }

  @Test("The process that asked is the one that notes it, whoever it is about")
  func sameProcess() throws {
    let told = told(.authAttempt, .sessionOpen)
    #expect(told.knows(try noted(LOGIN_PROCESS, .btmp, user: "UNKNOWN")) { _ in true })
    #expect(told.knows(try noted(USER_PROCESS, .wtmp, at: 5000 * Self.second)) { _ in true })
    let other = Life(pid: Self.worker.pid, start: 99)
    #expect(!told.knows(try noted(USER_PROCESS, .wtmp, life: other)) { _ in true })
  }

  @Test("What nobody was asked is news; so is what only a file told before")
  func news() throws {
    #expect(!ToldLogins().knows(try noted(USER_PROCESS, .wtmp)) { _ in true })
    #expect(!told(.authAttempt).knows(try noted(USER_PROCESS, .wtmp)) { _ in true })
    let byFile = told(.sessionOpen, source: EV_LOGIN_FROM_WTMP)
    #expect(!byFile.knows(try noted(USER_PROCESS, .wtmp)) { _ in true })
  }

  @Test("An ancestor asks for the process that it starts then: for the same user, at that time")
  func ancestor() throws {
    let told = told(.sessionOpen)
    func knows(user: String = "alice", ancestors: [Life] = [Self.worker], at time: UInt64 = 101)
      throws -> Bool
    {
      let login = try noted(
        USER_PROCESS, .wtmp, life: Self.shell, ancestors: ancestors, user: user,
        at: time * Self.second)
      return told.knows(login) { _ in true }
    }
    #expect(try knows())
    #expect(try knows(at: 110))
    #expect(try !knows(at: 111))
    #expect(try knows(at: 90))
    #expect(try !knows(at: 89))
    #expect(try !knows(user: "bob"))
    #expect(try !knows(ancestors: [Self.server]))
  }

  @Test("A child asks for its parent whether it is them; a session that it opens is its own")
  func child() throws {
    let told = told(.authAttempt, .sessionOpen, by: Self.shell, parent: Self.worker)
    #expect(told.knows(try noted(LOGIN_PROCESS, .btmp)) { _ in true })
    #expect(!told.knows(try noted(LOGIN_PROCESS, .btmp, user: "bob")) { _ in true })
    #expect(!told.knows(try noted(USER_PROCESS, .wtmp)) { _ in true })
  }

  @Test("Who had a session opened has it closed: until its end nobody else tells of that")
  func close() throws {
    let open = told(.sessionOpen)
    let login = try noted(DEAD_PROCESS, .wtmp, user: "", at: 9000 * Self.second)
    #expect(open.knows(login) { $0 == Self.worker })
    #expect(!open.knows(login) { _ in false }, "it was killed")
    #expect(told(.sessionOpen, .sessionClose).knows(login) { _ in false })
  }

  @Test("Of a process that is not known, who asked for the same user at that time was it")
  func unknownProcess() throws {
    let told = told(.authAttempt)
    #expect(told.knows(try noted(LOGIN_PROCESS, .btmp, life: nil)) { _ in true })
    #expect(!told.knows(try noted(LOGIN_PROCESS, .btmp, life: nil, user: "bob")) { _ in true })
  }

  @Test("A name is as long as a record has room for")
  func longName() throws {
    let name = String(repeating: "n", count: 40)
    let told = told(.authAttempt, user: name)
    #expect(told.knows(try noted(LOGIN_PROCESS, .btmp, life: nil, user: name)) { _ in true })
  }

  @Test("What is no login, too short, or has its name elsewhere, does no harm")
  func odd() throws {
    var told = ToldLogins()
    var login = ev_login()
    login.h.kind = UInt16(EV_KIND_AUTH_ATTEMPT.rawValue)
    login.user = ev_str(full: 5, off: .max, len: 5)
    withUnsafeBytes(of: login) { bytes in
      for count in [0, 1, 100, bytes.count - 1, bytes.count] {
        told.note(UnsafeRawBufferPointer(rebasing: bytes.prefix(count)))
      }
    }
    #expect(!told.knows(try noted(LOGIN_PROCESS, .btmp)) { _ in true })
  }

  @Test("The answers that are kept are bounded, and the last stay")
  func bound() throws {
    var told = ToldLogins()
    for pid in 1...UInt32(3 * ToldLogins.limit) {
      var login = ev_login()
      login.h.kind = UInt16(EV_KIND_SESSION_OPEN.rawValue)
      login.h.task.tgid = pid
      withUnsafeBytes(of: login) { told.note($0) }
    }
    #expect(told.count <= ToldLogins.limit)
    let last = Life(pid: UInt32(3 * ToldLogins.limit), start: 0)
    #expect(told.knows(try noted(USER_PROCESS, .wtmp, life: last)) { _ in true })
  }

  @Test(
    "A record's time is the event's where it can be; else the time of reading is, and both are told"
  )
  func times() throws {
    func login(own: Int64) throws -> NotedLogin {
      let record = LoginRecord(bytes: LoginScratch.record("alice"))
      let entry = LoginWatch.Entry(
        record: record, file: .wtmp, readTime: 100 * Self.second, ownTime: own)
      return try #require(NotedLogin(entry, bootToRealtimeOffset: 7))
    }
    let good = try login(own: 95_000_000_000)
    #expect(good.time == 95_000_000_000 && good.statedTime == nil)
    for own in [-5, 89_000_000_000, 100_000_000_001] as [Int64] {
      let bad = try login(own: own)
      #expect(bad.time == 100 * Self.second)
      #expect(bad.statedTime == Int64(1_795_000_000_123_455_993))
    }
  }

  @Test("A session that is noted twice is the same one; an attempt is not")
  func repeated() throws {
    #expect(try noted(USER_PROCESS, .wtmp).repeats(noted(USER_PROCESS, .wtmp)))
    #expect(try !noted(USER_PROCESS, .wtmp).repeats(noted(USER_PROCESS, .wtmp, user: "bob")))
    #expect(try !noted(USER_PROCESS, .wtmp).repeats(noted(DEAD_PROCESS, .wtmp)))
    #expect(try !noted(USER_PROCESS, .btmp).repeats(noted(USER_PROCESS, .btmp)))
  }
}
