import Foundation
import Testing

extension LiveKernel {
  /// What programs without Linux-PAM note of logins, in files of the test's own.
  @Suite(.serialized) struct LoginRecordTests {
    private let files: Scratch

    private static let user: Int32 = 7
    private static let dead: Int32 = 8
    private static let waiting: Int32 = 6

    init() throws {
      files = try Scratch()
      // As another user writes them, here.
      for name in ["btmp", "wtmp"] { try files.file(name, mode: 0o666) }
    }

    private func sensor(_ arguments: String...) throws -> TestSensor {
      try TestSensor(
        ["--process-tree", "\(getpid())", "--login-records", files.path] + arguments)
    }

    /// A process that notes a login and waits.
    private func note(
      _ type: Int32, in file: String, by prefix: [String] = [], user: String = "mallory",
      line: String = "pts/41", host: String = "192.0.2.9"
    ) throws -> (child: ChildProcess, truth: Value) {
      let words = ["note-login", files(file), "\(type)", user, line, host]
      let child = try ChildProcess(workload: prefix + words)
      return (child, try Value(line: try #require(child.readLine())))
    }

    private func end(_ child: ChildProcess) {
      child.closeInput()
      #expect(exitCode(child.wait()) == 0)
    }

    /// All that an event of a file says.
    private func expect(
      _ event: Event, _ object: String, source: String, success: Bool, _ truth: Value,
      user: Value = "mallory", remote: Value = "192.0.2.9", line: Value = "pts/41",
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let expected: [(String, Value)] = [
        ("source", .text(source)), ("service", .absent), ("user", user), ("remote", remote),
        ("remote_user", .absent), ("tty", line), ("success", .flag(success)),
        ("result", .absent), ("result_name", .absent), ("stage", .absent),
        ("record_pid", truth["pid"]), ("record_time", .absent),
      ]
      for (field, value) in expected {
        #expect(event["\(object).\(field)"] == value, "\(field)", sourceLocation: sourceLocation)
      }
      #expect(event["from_caller"] == .absent, sourceLocation: sourceLocation)
      #expect(event["process.pid"] == truth["pid"], sourceLocation: sourceLocation)
      #expect(event["process.exe"] == .text(Live.workload), sourceLocation: sourceLocation)
      let seconds = try #require(truth["seconds"].int, sourceLocation: sourceLocation)
      let date = ISO8601DateFormatter().string(
        from: Date(timeIntervalSince1970: TimeInterval(seconds)))
      let time = try #require(event["time"].text, sourceLocation: sourceLocation)
      // The sensor's clock goes from the moment of its start: a clock that is set goes another way.
      #expect(time.hasPrefix(date.dropLast()), sourceLocation: sourceLocation)
    }

    @Test("What a program without the library notes is an attempt, a session and its end")
    func noted() throws {
      let sensor = try sensor()
      let failed = try note(Self.waiting, in: "btmp", by: ["as", "4243", "4243"])
      let attempt = try #require(sensor.events("auth.attempt", deadline: 10).first)
      try expect(attempt, "auth", source: "btmp", success: false, failed.truth)
      #expect(attempt["user.id"] == 4243)
      end(failed.child)

      let opened = try note(Self.user, in: "wtmp")
      let open = try #require(sensor.events("session.open", deadline: 10).first)
      try expect(open, "login", source: "wtmp", success: true, opened.truth)
      #expect(open["user.id"] == .number(getuid()))
      end(opened.child)

      let closed = try note(Self.dead, in: "wtmp", user: "", host: "")
      let close = try #require(sensor.events("session.close", deadline: 10).first)
      try expect(
        close, "login", source: "wtmp", success: true, closed.truth, user: .absent,
        remote: .absent)
      end(closed.child)

      // A program that waits for a login is none.
      let waiting = try note(Self.waiting, in: "wtmp")
      end(waiting.child)
      try sensor.stop()
      let logins = sensor.events.filter {
        $0.kind.hasPrefix("auth.") || $0.kind.hasPrefix("session.")
      }
      #expect(logins.map(\.kind) == ["auth.attempt", "session.open", "session.close"])
    }

    @Test("What waits to be told is told at the end; of a process that has ended as well")
    func atTheEnd() throws {
      let sensor = try sensor()
      let failed = try note(Self.waiting, in: "btmp")
      end(failed.child)
      // Until it has been read, but not until it would be told.
      usleep(500_000)
      try sensor.stop()
      let attempts = sensor.events.filter { $0.kind == "auth.attempt" }
      #expect(attempts.count == 1)
      #expect(attempts.first?["process.pid"] == failed.truth["pid"])
      #expect(attempts.first?["process.exe"] == .text(Live.workload))
      #expect(attempts.first?["user.id"] == .number(UInt32.max))
    }

    @Test("Files that are put away and made anew are followed")
    func rotated() throws {
      let sensor = try sensor()
      for name in ["btmp", "wtmp"] {
        try FileManager.default.moveItem(atPath: files(name), toPath: files("\(name).1"))
        try files.file(name, mode: 0o666)
      }
      let failed = try note(Self.waiting, in: "btmp")
      let attempt = try #require(sensor.events("auth.attempt", deadline: 10).first)
      #expect(attempt["auth.record_pid"] == failed.truth["pid"])
      end(failed.child)
      try sensor.stop()
    }

    @Test("Bytes that are no record are counted, and what comes after them is told")
    func malformed() throws {
      let sensor = try sensor()
      let file = open(files("wtmp"), O_WRONLY | O_APPEND)
      let bytes = [UInt8](repeating: 0xa5, count: 3 * 384)
      #expect(write(file, bytes, bytes.count) == bytes.count)
      close(file)
      let opened = try note(Self.user, in: "wtmp")
      _ = try sensor.events("session.open", deadline: 10)
      end(opened.child)
      let loss = try #require(sensor.events("sensor.loss").first)
      #expect(loss["loss.reason"] == "malformed")
      #expect(loss["loss.count"] == 3)
      try sensor.stop(allowingLoss: true)
    }

    @Test("What a process outside of the scope notes is not told")
    func scope() throws {
      // In scope is one process, and it notes nothing.
      let inside = try ChildProcess(workload: ["again", "nothing"])
      let sensor = try TestSensor(
        ["--process-tree", "\(inside.pid)", "--login-records", files.path], settleKinds: [])
      let outside = try note(Self.waiting, in: "btmp")
      // As long as it would take to be told, and once more.
      usleep(4_500_000)
      end(outside.child)
      try sensor.stop()
      #expect(sensor.events.filter { $0.kind == "auth.attempt" }.map(\.testDescription) == [])
      inside.closeInput()
      inside.wait()
    }
  }
}
