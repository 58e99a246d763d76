import Foundation
import Testing

extension LiveKernel {
  /// Who acts, on every event.
  @Suite(.sensor { try TestSensor(["--process-tree", "\(getpid())", "--heal-interval", "1"]) })
  struct IdentityTests {
    let sensor: TestSensor
    private let scratch: Scratch

    init() throws {
      sensor = try TestSensor.ofSuite()
      scratch = try Scratch()
    }

    private func resolved(_ path: String) throws -> Value {
      .text(try #require(realpath(path, nil).map { String(cString: $0) }))
    }

    private func name(ofUser id: uid_t) throws -> Value {
      .text(try #require(getpwuid(id).map { String(cString: $0.pointee.pw_name) }))
    }

    private func name(ofGroup id: gid_t) throws -> Value {
      .text(try #require(getgrgid(id).map { String(cString: $0.pointee.gr_name) }))
    }

    @Test(
      "A script by env, a chain of programs: each event has the one that runs, by number and name")
    func chain() throws {
      let script = try scratch.file("run", "#!/usr/bin/env sh\nexec /bin/true\n", mode: 0o755)
      let run = try sensor.run(arguments: [Array("run".utf8)], path: script)
      let own = try #require(sensor.events.first { $0.pid == getpid() })
      // env tries one folder after the other.
      let images = run.events("process.exec").filter { $0["result"] == 0 }
      #expect(images.map { $0["process.generation"].int } == [1, 2, 3])
      #expect(images.map { $0["process.invoked"] }.first == .text(script))
      #expect(images.first?["process.exe"] == (try resolved("/usr/bin/env")))
      #expect(images.last?["process.exe"] == (try resolved("/bin/true")))
      let exit = try #require(run.events("process.exit").first)
      #expect(exit["process.exe"] == (try resolved("/bin/true")))
      #expect(exit["process.generation"] == 3)
      for event in run.events {
        #expect(event["user.name"] == (try name(ofUser: getuid())))
        #expect(event["user.group"] == (try name(ofGroup: getgid())))
        #expect(event["user.effective.name"] == (try name(ofUser: geteuid())))
        #expect(event["user.effective.group"] == (try name(ofGroup: getegid())))
        #expect(event["process.parent.exe"] == own["process.exe"])
        // How the tests came in is not theirs to say, but it is the same for all of them.
        for field in ["session.id", "entry.kind", "entry.time", "entry.user.id", "systemd.unit"] {
          #expect(event[field] == own[field], "\(field)")
        }
        #expect(event["namespace.apart"] == .absent)
      }
    }

    @Test("A child that does nothing runs what its parent runs")
    func fork() throws {
      let run = try sensor.run("fork", "7")
      let child = try run.events(ofChild: run.truth["child"].int)
      #expect(!child.isEmpty)
      for event in child {
        #expect(event["process.exe"] == .text(Live.workload))
        #expect(event["process.generation"] == .absent)
        #expect(event["process.parent.exe"] == .text(Live.workload))
      }
    }

    @Test("A daemon, forked twice and left by its parents, is still who it was")
    func daemon() throws {
      let command = "setsid sh -c 'sh -c \"sleep 0.3; exec /bin/true\" & exit 0' & exit 0"
      let run = try sensor.run(
        arguments: ["sh", "-c", command].map { Array($0.utf8) }, path: "/bin/sh")
      let own = try #require(sensor.events.first { $0.pid == getpid() })
      let ended = try #require(
        try sensor.events("process.exec", from: 0, deadline: 10) {
          $0["process.argv"] == ["/bin/true"] && $0["session.id"] == own["session.id"]
            && $0["process.parent.pid"] != .number(run.pid) && $0.time > run.events[0].time
        }.first)
      #expect(ended["process.exe"] == (try resolved("/bin/true")))
      #expect(ended["user.name"] == (try name(ofUser: getuid())))
      #expect(ended["entry.kind"] == own["entry.kind"])
    }

    @Test("A number that is used again at once is another process")
    func reusedNumber() throws {
      let run = try sensor.run("reuse-number")
      let pid = try #require(run.truth["child"].int)
      let forks = run.all.filter { $0.kind == "process.fork" && $0["child.pid"].int == pid }
      try #require(forks.count == 2)
      #expect(forks[0]["child.id"] != forks[1]["child.id"])
      let lives = forks.map { fork in
        run.all.filter { .text($0.process) == fork["child.id"] }.inOrderOfTime
      }
      #expect(lives[0].map(\.kind) == ["process.exec", "process.exit"])
      #expect(lives[0].last?["process.exe"] == (try resolved("/bin/true")))
      #expect(lives[0].allSatisfy { $0["process.generation"] == 1 })
      // The second one runs nothing of its own: it has its parent's image, not its namesake's.
      #expect(lives[1].map(\.kind) == ["process.exit"])
      #expect(lives[1].allSatisfy { $0["process.generation"] == .absent })
      #expect(lives[1].allSatisfy { $0["process.exe"] == .text(Live.workload) })
    }

    @Test("The user becomes another one: the session says from whom to whom, and by what")
    func changeOfUser() throws {
      let etc = try Scratch()
      try etc.file("passwd", "root:x:0:0::/:/bin/sh\nerin:x:4301:4301::/:/bin/sh\n")
      try etc.file("group", "root:x:0:\nerin:x:4301:\n")
      try FileManager.default.copyItem(atPath: "/etc/ld.so.cache", toPath: etc("ld.so.cache"))
      // Names of a namespace that nobody has seen are read while its first events pass.
      let run = try sensor.run(
        "with-etc", etc.path, "as", "4301", "4301", "after-input", "exec", "/bin/sh", "-c",
        "sleep 2; exec /bin/true", deadline: 20)
      let last = try #require(run.events("process.exec").last)
      let own = try #require(sensor.events.first { $0.pid == getpid() })
      // Whatever runs the tests came in somehow.
      #expect(own["session.id"] != .absent && own["entry.kind"] != .absent)
      #expect(last["session.id"] == own["session.id"])
      #expect(last["user.name"] == "erin")
      #expect(last["user.group"] == "erin")
      #expect(last["namespace.apart"] == ["mount"])
      let programs = last["session.programs"].list?.compactMap { $0.text } ?? []
      let users = try #require(last["session.users"].list)
      #expect(users.count == programs.count && users.count > 1)
      #expect(programs.last == "lookback-workload")
    }

    @Test("Of 5 000 short lives each event says who; and the kernel's own list agrees")
    func shortLives() throws {
      let command = "i=0; while [ $i -lt 5000 ]; do (:); i=$((i+1)); done"
      let run = try sensor.run(
        arguments: ["sh", "-c", command].map { Array($0.utf8) }, path: "/bin/sh", deadline: 60)
      let shell = try resolved("/bin/sh")
      let ends = run.all.filter { $0.kind == "process.exit" && $0["process.exe"] == shell }
      #expect(ends.count == 5001)
      let user = try name(ofUser: getuid())
      #expect(ends.allSatisfy { $0["user.name"] == user })
      #expect(Set(ends.map { $0["session.id"].text }).count == 1)
      // Compared with the kernel's own list at least twice.
      Thread.sleep(forTimeInterval: 3)
      try sensor.settle()
      #expect(sensor.events.filter { $0.kind == "sensor.heal" }.map(\.testDescription) == [])
      #expect(sensor.events.filter { $0.kind == "process.gone" }.isEmpty)
    }
  }

  /// Forks and ends that were missed.
  @Suite struct HealingTests {
    /// Has more happen than the ring has room for, while the sensor stands still.
    private func lose() throws {
      let words = ["lookback-workload", "storm-exec", "400"]
      let storm = try ChildProcess(Live.workload, words.map { Array($0.utf8) })
      #expect(exitCode(storm.wait()) == 0)
    }

    @Test("A process whose beginning was lost is told of, and so is one whose end was")
    func lostBeginningAndEnd() throws {
      let sensor = try TestSensor([
        "--process-tree", "\(getpid())", "--events", "process", "--heal-interval", "1",
        "--ring-critical", "64K",
      ])
      sensor.signal(SIGSTOP)
      try lose()
      let child = try ChildProcess(
        Live.workload, ["lookback-workload", "linger"].map { Array($0.utf8) })
      _ = child.readLine()  // it runs
      sensor.signal(SIGCONT)
      let found = try #require(
        try sensor.events("process.snapshot", deadline: 20) { $0.pid == child.pid }.first)
      #expect(found["process.exe"] == .text(Live.workload))
      #expect(found["process.argv"] == ["lookback-workload", "linger"])
      let heal = try #require(try sensor.events("sensor.heal", deadline: 20).first)
      #expect((heal["heal.found"].int ?? 0) >= 1)
      #expect(heal["heal.evicted"] == 0)
      #expect(
        sensor.events.contains { $0.kind == "sensor.loss" && $0["loss.kind"] == "process.fork" })

      sensor.signal(SIGSTOP)
      try lose()
      child.closeInput()
      child.wait()
      sensor.signal(SIGCONT)
      let gone = try #require(
        try sensor.events("process.gone", deadline: 20) { $0.pid == child.pid }.first)
      #expect(gone.process == found.process)
      #expect(gone["process.exe"] == .text(Live.workload))
      #expect(gone["process.parent.pid"] == .number(getpid()))
      #expect(gone["gone.seen"].text ?? "~" < gone.time)
      let second = try #require(try sensor.events("sensor.heal", count: 2, deadline: 20).last)
      #expect((second["heal.gone"].int ?? 0) >= 1)
      try sensor.stop(allowingLoss: true)
    }
  }
}
