import Foundation
import Testing

extension LiveKernel {
  /// Logins with accounts and rules of the test's own, in a mount namespace where they are /etc.
  @Suite(.sensor) struct LoginTests {
    let sensor: TestSensor
    private let etc: Scratch

    /// What may be in no event whatever.
    private static let password = "Pw-5e1c0d9b-right"
    private static let wrongPassword = "Pw-5e1c0d9b-wrong"
    private static let caller = 4243

    init() throws {
      sensor = try TestSensor.ofSuite()
      etc = try Scratch()
      // `openssl passwd -6` of the password.
      let hash =
        "$6$lookbacksalt$IfgsEkCqHvBr5SbNiO7WJWb1m0.mSfWl2XIHxuKGVAcQ2.p.OA4Ljailke5JqiEVPGXEsF7CFD.3exz/JPcwN1"
      try etc.file(
        "passwd",
        """
        root:x:0:0::/:/bin/sh
        carol:x:4242:4242::/:/bin/sh
        expired:x:4244:4244::/:/bin/sh
        dave:x:\(Self.caller):\(Self.caller)::/:/bin/sh

        """)
      try etc.file("group", "root:x:0:\ncarol:x:4242:\nexpired:x:4244:\ndave:x:\(Self.caller):\n")
      try etc.file(
        "shadow", "carol:\(hash):19000:0:99999:7:::\nexpired:\(hash):19000:0:99999:7::1:\n",
        mode: 0o600)
      try etc.file("nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\n")
      try etc.file("login.defs", "LOGIN_RETRIES 1\nFAIL_DELAY 0\n")
      // Where programs find their libraries.
      try FileManager.default.copyItem(atPath: "/etc/ld.so.cache", toPath: etc("ld.so.cache"))
      try etc.directory("pam.d")
      try allow(session: "pam_permit.so")
    }

    private func allow(session module: String) throws {
      let rules = """
        auth required pam_unix.so nodelay
        account required pam_unix.so
        session required \(module)

        """
      for service in ["su", "login"] { try etc.file("pam.d/\(service)", rules) }
    }

    private func su(_ user: String, _ password: String) throws -> Run {
      try sensor.run(
        "with-etc", etc.path, "as", "\(Self.caller)", "\(Self.caller)", "answer", "/bin/su", user,
        "-c", "exit 0", input: password + "\n")
    }

    private func logins(_ run: Run) throws -> [Event] {
      try run.events(ofChild: run.truth["child"].int).filter {
        $0.kind.hasPrefix("auth.") || $0.kind.hasPrefix("session.")
      }
    }

    /// Everything that a login event of su says.
    private func expect(
      _ event: Event, _ object: String, _ run: Run, user: String, result: Int, _ name: String,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let expected: [(String, Value)] = [
        ("source", "pam"), ("service", "su"), ("user", .text(user)), ("remote", .absent),
        ("remote_user", "dave"),
        ("tty", run.truth["terminal"]), ("success", .flag(result == 0)),
        ("result", .number(result)),
        ("result_name", .text(name)),
      ]
      for (field, value) in expected {
        #expect(event["\(object).\(field)"] == value, "\(field)", sourceLocation: sourceLocation)
      }
      #expect(event["from_caller"] == .texts([object]), sourceLocation: sourceLocation)
      // Who tried.
      #expect(event["user.id"] == .number(Self.caller), sourceLocation: sourceLocation)
      #expect(event["user.effective.id"] == 0, sourceLocation: sourceLocation)
      #expect(event["process.pid"] == run.truth["child"], sourceLocation: sourceLocation)
      #expect(event["process.comm"] == "su", sourceLocation: sourceLocation)
    }

    @Test("A wrong password is an attempt that failed, and nothing else")
    func wrongPassword() throws {
      let run = try su("carol", Self.wrongPassword)
      #expect(run.truth["asked"] == 1)
      let logins = try logins(run)
      #expect(logins.map(\.kind) == ["auth.attempt"])
      let attempt = try #require(logins.first)
      expect(attempt, "auth", run, user: "carol", result: 7, "auth_err")
      #expect(attempt["auth.stage"] == "authenticate")
    }

    @Test("The right password is an attempt, and a session is opened and closed")
    func rightPassword() throws {
      let run = try su("carol", Self.password)
      #expect(run.truth["status"] == 0)
      let logins = try logins(run)
      try #require(logins.map(\.kind) == ["auth.attempt", "session.open", "session.close"])
      expect(logins[0], "auth", run, user: "carol", result: 0, "success")
      #expect(logins[0]["auth.stage"] == "authenticate")
      expect(logins[1], "login", run, user: "carol", result: 0, "success")
      expect(logins[2], "login", run, user: "carol", result: 0, "success")
    }

    @Test("An account that may not be used any more is refused after the password was right")
    func expiredAccount() throws {
      let logins = try logins(try su("expired", Self.password))
      try #require(logins.map(\.kind) == ["auth.attempt", "auth.attempt"])
      #expect(logins[0]["auth.success"] == true)
      #expect(logins[1]["auth.success"] == false)
      #expect(logins[1]["auth.stage"] == "account")
      #expect(logins[1]["auth.result"] == 13)
      #expect(logins[1]["auth.result_name"] == "acct_expired")
    }

    @Test("A session that cannot be opened says why")
    func refusedSession() throws {
      try allow(session: "pam_deny.so")
      let logins = try logins(try su("carol", Self.password))
      try #require(logins.map(\.kind) == ["auth.attempt", "session.open"])
      #expect(logins[1]["login.success"] == false)
      #expect(logins[1]["login.result"] == 14)
      #expect(logins[1]["login.result_name"] == "session_err")
    }

    @Test("login, for a user that there is not, from a host")
    func unknownUser() throws {
      let run = try sensor.run(
        "with-etc", etc.path, "answer", "/bin/login", "-h", "192.0.2.7", "nosuch",
        input: Self.wrongPassword + "\n")
      // login closes the session that it has not opened.
      let attempts = try logins(run).filter { $0.kind != "session.close" }
      #expect(attempts.map(\.kind) == ["auth.attempt"])
      let attempt = try #require(attempts.first)
      #expect(attempt["auth.service"] == "login")
      #expect(attempt["auth.user"] == "nosuch")
      #expect(attempt["auth.remote"] == "192.0.2.7")
      #expect(attempt["auth.success"] == false)
      #expect(attempt["auth.result_name"] == "user_unknown")
    }

    @Test("What su notes of a wrong password is told once: by the library, as long as that is seen")
    func notedAsWell() throws {
      let log = try etc.directory("log")
      for name in ["btmp", "wtmp"] { try etc.file("log/\(name)") }
      let sensor = try TestSensor(["--process-tree", "\(getpid())", "--login-records", log])
      _ = try sensor.run(
        "with-etc", etc.path, "with-file", log, "/var/log", "as", "\(Self.caller)",
        "\(Self.caller)", "answer", "/bin/su", "carol", "-c", "exit 0",
        input: Self.wrongPassword + "\n")
      let size = try Data(contentsOf: URL(filePath: etc("log/btmp"))).count
      // It is read by now; what is held back is told at the end.
      usleep(500_000)
      try sensor.stop()
      let attempts = sensor.events.filter { $0.kind == "auth.attempt" }
      #expect(attempts.map { $0["auth.source"] } == ["pam"])
      #expect(size == 384, "su has noted it")
    }

    /// A login in a mount namespace with another file of the library, once that is watched.
    private func loginInContainer(_ place: String...) throws -> [Event] {
      let from = sensor.events.count
      let child = try ChildProcess(
        workload: ["with-etc", etc.path] + place + [
          "again", "as", "\(Self.caller)", "\(Self.caller)", "answer", "/bin/su", "carol", "-c",
          "exit 0",
        ])
      let watched = "libpam.so.0 is watched, of process \(child.pid)"
      let end = Date(deadline: 10)
      while !sensor.said.contains(watched), Date() < end { usleep(10_000) }
      try #require(sensor.said.contains(watched), "\(sensor.said)")
      child.write(Self.password + "\n")
      child.closeInput()
      let truth = try Value(line: try #require(child.readLine()))
      #expect(exitCode(child.wait()) == 0)
      try sensor.settle()
      return sensor.events[from...].filter {
        .number($0.pid) == truth["child"]
          && ($0.kind.hasPrefix("auth.") || $0.kind.hasPrefix("session."))
      }
    }

    @Test("A container's own file of the library is found before somebody logs in there")
    func containersLibrary() throws {
      let library = try realPath("/lib/x86_64-linux-gnu/libpam.so.0")
      try FileManager.default.copyItem(atPath: library, toPath: etc("libpam"))
      let logins = try loginInContainer("with-file", etc("libpam"), library)
      #expect(logins.map(\.kind) == ["auth.attempt", "session.open", "session.close"])
      #expect(logins.first?["auth.user"] == "carol")
    }

    @Test("The host's file, as a container's layers show it, is told of once")
    func layers() throws {
      for folder in ["layers/upper", "layers/work"] { try etc.directory(folder) }
      let library = try realPath("/lib/x86_64-linux-gnu/libpam.so.0")
      let folder = String(library.prefix(upTo: try #require(library.lastIndex(of: "/"))))
      let logins = try loginInContainer("with-layers", folder, etc("layers"))
      #expect(logins.map(\.kind) == ["auth.attempt", "session.open", "session.close"])
      #expect(logins.first?["auth.user"] == "carol")
    }

    @Test("No password is in any event")
    func noPassword() throws {
      for password in [Self.password, Self.wrongPassword] { _ = try su("carol", password) }
      // The words by which this test finds what is there.
      #expect(sensor.events.contains { $0.hasBytes("carol") })
      #expect(!sensor.events.contains { $0.hasBytes("Pw-5e1c0d9b") })
    }
  }
}
