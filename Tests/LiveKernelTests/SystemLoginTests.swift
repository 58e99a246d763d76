import Foundation
import Testing

extension LiveKernel {
  /// Logins of a whole Debian with people: those of scripts/vmtest, where alice's password is alice.
  @Suite(
    .sensor, CountSkips(reason: { People.absence }),
    .enabled(if: People.absence == nil, "\(People.absence ?? "")"))
  struct SystemLoginTests {
    let sensor: TestSensor
    private let scratch: Scratch

    private static let wrong = "Pw-93b7c1f2-wrong"
    private static let port = "22422"

    init() throws {
      sensor = try TestSensor.ofSuite()
      scratch = try Scratch()
    }

    private func run(_ program: String, _ arguments: String...) throws {
      let words = [program] + arguments
      let child = try ChildProcess(program, words.map { Array($0.utf8) })
      guard exitCode(child.wait()) == 0 else { throw HarnessError("\(words) failed") }
    }

    /// An sshd of this test's own, on loopback only; lives as long as what is returned.
    private func startServer() throws -> ChildProcess {
      for key in ["host", "alice"] {
        try run("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", scratch(key))
      }
      try scratch.file(
        "config",
        """
        ListenAddress 127.0.0.1:\(Self.port)
        HostKey \(scratch("host"))
        AuthorizedKeysFile \(scratch("alice.pub"))
        StrictModes no
        UsePAM yes
        PasswordAuthentication yes
        KbdInteractiveAuthentication no
        PidFile none
        UseDNS no
        LoginGraceTime 0

        """)
      let errors = open(scratch("said"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      defer { close(errors) }
      let words = ["/usr/sbin/sshd", "-D", "-e", "-f", scratch("config")]
      let server = try ChildProcess(words[0], words.map { Array($0.utf8) }, errors: errors)
      let end = Date(deadline: 10)
      while Date() < end {
        let said = try String(contentsOfFile: scratch("said"), encoding: .utf8)
        if said.contains("Server listening") { return server }
        usleep(10_000)
      }
      throw HarnessError("sshd did not start")
    }

    /// One login; its events, those of the server included.
    private func ssh(_ way: String..., password: String) throws -> (run: Run, logins: [Event]) {
      let server = try startServer()
      defer { withExtendedLifetime(server) {} }
      let arguments =
        ["lookback-workload", "answer", "/usr/bin/ssh", "-F", "none", "-p", Self.port]
        + ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
        + ["-o", "NumberOfPasswordPrompts=1", "-o", "IdentitiesOnly=yes"]
        + ["-i", scratch("alice")] + way + ["alice@127.0.0.1", "true"]
      let run = try sensor.run(
        arguments: arguments.map { Array($0.utf8) }, input: password + "\n", deadline: 30)
      return (run, logins(run))
    }

    private func size(_ path: String) throws -> Int {
      try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }

    /// What a file told until now, once what is in it must have been told.
    private func noted() throws -> [Event] {
      usleep(3_000_000)
      try sensor.settle(deadline: 30)
      return sensor.events.filter {
        [$0["auth.source"], $0["login.source"]].contains { $0 == "btmp" || $0 == "wtmp" }
      }
    }

    private func logins(_ run: Run) -> [Event] {
      run.all.filter { $0.kind.hasPrefix("auth.") || $0.kind.hasPrefix("session.") }
        .inOrderOfTime
    }

    private func expectFromLoopback(
      _ event: Event?, _ object: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let event = try #require(event, sourceLocation: sourceLocation)
      #expect(event["\(object).service"] == "sshd", sourceLocation: sourceLocation)
      #expect(event["\(object).user"] == "alice", sourceLocation: sourceLocation)
      #expect(event["\(object).remote"] == "127.0.0.1", sourceLocation: sourceLocation)
      #expect(event["\(object).tty"] == "ssh", sourceLocation: sourceLocation)
      #expect(event["\(object).remote_user"] == .absent, sourceLocation: sourceLocation)
      #expect(event["user.id"] == 0, sourceLocation: sourceLocation)
    }

    @Test("ssh with a key asks nobody, and opens a session")
    func sshKey() throws {
      let (run, logins) = try ssh("-o", "PreferredAuthentications=publickey", password: "")
      #expect(run.truth["status"] == 0)
      #expect(logins.filter { $0.kind == "auth.attempt" }.map(\.testDescription) == [])
      let open = logins.first { $0.kind == "session.open" }
      try expectFromLoopback(open, "login")
      #expect(open?["login.success"] == true)
      try expectCameIn(run)
    }

    /// What alice ran by ssh, and everything after it, says from where she came and as whom.
    private func expectCameIn(_ run: Run, sourceLocation: SourceLocation = #_sourceLocation) throws
    {
      let command = try #require(
        run.all.last {
          $0.kind == "process.exec" && $0["user.name"] == "alice" && $0["result"] == 0
        },
        sourceLocation: sourceLocation)
      let accept = try #require(
        run.all.first {
          $0.kind == "net.accept" && $0["process.comm"].text?.hasPrefix("sshd") == true
        },
        sourceLocation: sourceLocation)
      let end = run.all.first { $0.kind == "process.exit" && $0.process == command.process }
      for event in [command, try #require(end, sourceLocation: sourceLocation)] {
        #expect(event["entry.kind"] == "ssh", sourceLocation: sourceLocation)
        #expect(event["entry.address"] == "127.0.0.1", sourceLocation: sourceLocation)
        #expect(event["entry.port"] == accept["remote.port"], sourceLocation: sourceLocation)
        #expect(event["entry.user.name"] == "alice", sourceLocation: sourceLocation)
        #expect(event["session.users"] == ["alice"], sourceLocation: sourceLocation)
        let program = event["session.programs"].list?.first?.text ?? ""
        #expect(program.hasPrefix("sshd"), sourceLocation: sourceLocation)
      }
    }

    /// As whom the last program ran, and by what it came to be so.
    private func expectBecame(
      _ user: String, by program: String, _ run: Run,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let command = try #require(
        run.all.last {
          $0.kind == "process.exec" && $0["user.name"] == .text(user) && $0["result"] == 0
            && $0["process.exe"].text?.hasSuffix("/" + program) == false
            && $0["process.exe"] != .text(Live.workload)
        }, sourceLocation: sourceLocation)
      let users = command["session.users"].list?.compactMap { $0.text } ?? []
      let programs = command["session.programs"].list?.compactMap { $0.text } ?? []
      #expect(users.suffix(2) == ["alice", user], sourceLocation: sourceLocation)
      #expect(programs.last == program, sourceLocation: sourceLocation)
    }

    @Test("Who was in by ssh before the sensor started has come from somewhere all the same")
    func sshBefore() throws {
      let server = try startServer()
      defer { withExtendedLifetime(server) {} }
      let words =
        ["ssh", "-F", "none", "-p", Self.port, "-o", "StrictHostKeyChecking=no"]
        + ["-o", "UserKnownHostsFile=/dev/null", "-o", "IdentitiesOnly=yes"]
        + ["-i", scratch("alice"), "alice@127.0.0.1", "echo $SSH_CONNECTION; read line"]
      let client = try ChildProcess("/usr/bin/ssh", words.map { Array($0.utf8) })
      let said = try #require(client.readLine())
      let connection = String(decoding: said, as: UTF8.self).split(separator: " ")
      try #require(connection.count == 4)

      let late = try TestSensor()
      let shell = try #require(
        try late.events("process.snapshot") {
          $0["user.name"] == "alice" && $0["entry.kind"] == "ssh"
        }
        .first)
      #expect(shell["entry.address"] == "127.0.0.1")
      #expect(shell["entry.port"].int == Int(connection[1]))
      #expect(shell["session.users"] == ["alice"])
      try late.settle()
      try late.stop()
      // What the other sensor has seen of it is not the next test's.
      try sensor.settle()
    }

    @Test("ssh with the right password is an attempt and a session")
    func sshPassword() throws {
      let (run, logins) = try ssh("-o", "PreferredAuthentications=password", password: "alice")
      #expect(run.truth["status"] == 0)
      let attempts = logins.filter { $0.kind == "auth.attempt" }
      #expect(attempts.count == 1)
      try expectFromLoopback(attempts.first, "auth")
      #expect(attempts.first?["auth.success"] == true)
      try expectFromLoopback(logins.first { $0.kind == "session.open" }, "login")
      try expectCameIn(run)
    }

    @Test("ssh with a wrong password is an attempt and no session; the password is nowhere")
    func sshWrongPassword() throws {
      let (run, logins) = try ssh("-o", "PreferredAuthentications=password", password: Self.wrong)
      #expect(run.truth["status"] != 0)
      #expect(logins.map(\.kind) == ["auth.attempt"])
      try expectFromLoopback(logins.first, "auth")
      #expect(logins.first?["auth.result_name"] == "auth_err")
      #expect(!sensor.events.contains { $0.hasBytes(Self.wrong) })
    }

    @Test("What sshd notes of a wrong password is told once")
    func notedFailure() throws {
      let before = try size("/var/log/btmp")
      let (_, logins) = try ssh("-o", "PreferredAuthentications=password", password: Self.wrong)
      #expect(logins.map { $0["auth.source"] } == ["pam"])
      #expect(try size("/var/log/btmp") == before + 384)
      #expect(try noted().map(\.testDescription) == [])
    }

    @Test("What sshd notes of a session on a terminal, and of its end, is told once")
    func notedSession() throws {
      let before = try size("/var/log/wtmp")
      let (run, logins) = try ssh("-tt", "-o", "PreferredAuthentications=publickey", password: "")
      #expect(run.truth["status"] == 0)
      let ofServer = logins.filter { $0["login.service"] == "sshd" }
      #expect(ofServer.filter { $0.kind == "session.open" }.count == 1)
      #expect(try size("/var/log/wtmp") >= before + 2 * 384)
      #expect(try noted().map(\.testDescription) == [])
    }

    @Test("What a program without the library notes is told by the host's own file")
    func notedWithoutLibrary() throws {
      let child = try ChildProcess(
        workload: ["note-login", "/var/log/btmp", "6", "mallory", "ssh:notty", "192.0.2.9"])
      let truth = try Value(line: try #require(child.readLine()))
      let attempt = try #require(
        sensor.events("auth.attempt", deadline: 30) { $0["auth.source"] == "btmp" }.first)
      #expect(attempt["auth.user"] == "mallory")
      #expect(attempt["process.pid"] == truth["pid"])
      child.closeInput()
      #expect(exitCode(child.wait()) == 0)
      #expect(try noted().count == 1)
    }

    /// A program that alice runs, asked for a password.
    private func alice(_ words: String..., password: String) throws -> Run {
      let arguments =
        ["lookback-workload", "answer", "/usr/bin/setpriv", "--reuid=alice", "--regid=alice"]
        + ["--init-groups", "--"] + words
      return try sensor.run(
        arguments: arguments.map { Array($0.utf8) }, input: password + "\n", deadline: 30)
    }

    private func aliceID() throws -> Value {
      let entry = try #require(getpwnam("alice"))
      return .number(entry.pointee.pw_uid)
    }

    @Test("sudo asks for the caller's password, and opens a session for the other user")
    func sudo() throws {
      let run = try alice("sudo", "-k", "-p", "Password:", "true", password: "alice")
      #expect(run.truth["status"] == 0)
      let logins = logins(run)
      #expect(logins.map(\.kind) == ["auth.attempt", "session.open", "session.close"])
      let expected = [("auth", "alice"), ("login", "root"), ("login", "root")]
      for (event, (object, user)) in zip(logins, expected) {
        #expect(event["\(object).service"] == "sudo")
        #expect(event["\(object).user"] == .text(user))
        #expect(event["\(object).remote_user"] == "alice")
        #expect(event["\(object).tty"] == run.truth["terminal"])
        #expect(event["\(object).success"] == true)
      }
      #expect(logins.first?["user.id"] == (try aliceID()))
      try expectBecame("root", by: "sudo", run)
    }

    @Test("sudo with a wrong password is an attempt for each time that it asks")
    func sudoWrongPassword() throws {
      let run = try alice("sudo", "-k", "-p", "Password:", "true", password: Self.wrong)
      let logins = logins(run)
      #expect(run.truth["asked"].int == logins.count && logins.count > 1)
      for event in logins {
        #expect(event.kind == "auth.attempt")
        #expect(event["auth.user"] == "alice")
        #expect(event["auth.result_name"] == "auth_err")
      }
      #expect(!sensor.events.contains { $0.hasBytes(Self.wrong) })
    }

    @Test("su of one person to another")
    func su() throws {
      let run = try alice("su", "bob", "-c", "exit 0", password: "bob")
      #expect(run.truth["status"] == 0)
      let logins = logins(run)
      #expect(logins.map(\.kind) == ["auth.attempt", "session.open", "session.close"])
      #expect(logins.first?["auth.user"] == "bob")
      #expect(logins.first?["auth.remote_user"] == "alice")
      #expect(logins.first?["user.id"] == (try aliceID()))
      try expectBecame("bob", by: "su", run)
    }
  }
}
