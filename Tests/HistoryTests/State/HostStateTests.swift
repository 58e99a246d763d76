import Events
import Testing

@testable import History

/// What events mean for who runs, who is there, and what is connected.
@Suite struct HostStateTests {
  private typealias Process = Told.Process

  /// The state behind all that was told.
  private func state(_ tell: (inout Told) -> Void) throws -> HostState {
    var told = Told()
    told.tell(.sensorStart, Process(900, name: "lookback"))
    tell(&told)
    let state = try told.state()
    // Whatever the state, it is the same when it comes back from a checkpoint.
    let bytes = try state.encoded()
    let back = try #require(try HostState(decoding: bytes, path: "checkpoint"))
    #expect(back == state)
    #expect(try back.encoded() == bytes)
    return state
  }

  private func process(_ pid: Int, in state: HostState) throws -> HostProcess {
    try #require(state.processes[Told.id(pid)], "\(pid)")
  }

  @Test("A child is what its parent was, until it runs another program")
  func forkAndExec() throws {
    let shell = Process(10, user: 5)
    let state = try state {
      $0.exec(shell, "/bin/sh", "-c", "all")
      $0.fork(shell, 11)
      $0.fork(shell, 12)
      $0.exec(Process(12, parent: 10, user: 5, name: "cat"), "/bin/cat", "a b")
      $0.exec(Process(11, parent: 10, user: 5), "/nowhere", result: -2)
    }
    #expect(state.processes.count == 3)
    let child = try process(11, in: state)
    #expect(child.exe == "/bin/sh")
    #expect(child.arguments == ["/bin/sh", "-c", "all"])
    #expect(child.person.userID == 5)
    #expect(child.noticed == nil)
    #expect(state.parentNumber(of: child) == 10)
    let other = try process(12, in: state)
    #expect(other.exe == "/bin/cat")
    #expect(other.name == "cat")
    #expect(other.command == "/bin/cat a b")
    #expect(other.directory == "/srv")
    // The shell's beginning was not told.
    #expect(try process(10, in: state).noticed != nil)
  }

  @Test("A child of a caller that asked for a sibling has that one's parent")
  func sibling() throws {
    let shell = Process(10, parent: 9)
    let state = try state {
      $0.exec(Process(9), "/bin/parent")
      $0.exec(shell, "/bin/sh")
      $0.fork(shell, 11, sibling: true)
    }
    #expect(state.parentNumber(of: try process(11, in: state)) == 9)
  }

  @Test("Who is left by its parent is init's, until it says whose it is")
  func orphans() throws {
    let shell = Process(10)
    func told(_ more: (inout Told) -> Void) throws -> HostState {
      try state {
        $0.exec(Process(1, parent: 0, name: "init"), "/sbin/init")
        $0.exec(Process(7, name: "reaper"), "/bin/reaper")
        $0.exec(shell, "/bin/sh")
        $0.fork(shell, 11)
        $0.exit(shell)
        more(&$0)
      }
    }
    let orphaned = try told { _ in }
    #expect(orphaned.processes[Told.id(10)] == nil)
    #expect(orphaned.parentNumber(of: try process(11, in: orphaned)) == 1)
    let taken = try told { $0.exec(Process(11, parent: 7), "/bin/late") }
    #expect(taken.parentNumber(of: try process(11, in: taken)) == 7)
  }

  @Test("Credentials are those after the call; other threads' and refused ones are none")
  func credentials() throws {
    let state = try state {
      $0.exec(Process(10), "/bin/su")
      $0.tell(
        .credChange, Process(10, user: 1000), user: "\"effective\":{\"id\":1001}", "\"result\":0")
      $0.tell(.credChange, Process(10, user: 77), "\"result\":-1")
    }
    let person = try process(10, in: state).person
    #expect(person.userID == 1000)
    #expect(person.effectiveUserID == 1001)
    #expect(state.processes(ProcessSelection(user: "1001")).map(\.pid) == [10])
    #expect(state.processes(ProcessSelection(user: "77")).isEmpty)
  }

  @Test("A new run of the sensor begins with nothing but its list")
  func anotherRun() throws {
    let state = try state {
      $0.exec(Process(10), "/bin/before")
      $0.socket(.netListen, Process(10), local: 80, descriptor: 3)
      $0.tell(.sensorStop, Process(900))
      $0.run = "1a2b3c4d-200-f"
      $0.tell(.sensorStart, Process(901))
      $0.tell(.processSnapshot, Process(20), process: "\"exe\":\"/bin/now\"")
    }
    #expect(state.processes.keys.sorted() == [Told.id(20)])
    #expect(state.ownedSockets.isEmpty)
    #expect(state.run == "1a2b3c4d-200-f")
    #expect(state.ended == nil)
  }

  @Test("A server's sockets: listening, accepted, closed")
  func server() throws {
    let server = Process(10, name: "httpd")
    let client = Process(20, name: "curl")
    func told(_ more: (inout Told) -> Void) throws -> [OwnedSocket] {
      try state {
        $0.exec(server, "/bin/httpd")
        $0.exec(client, "/bin/curl")
        $0.socket(.netBind, server, local: 80, descriptor: 3)
        $0.socket(.netListen, server, local: 80, descriptor: 3)
        $0.socket(.netConnect, client, local: 5000, remote: 80)
        $0.socket(.netAccept, server, local: 80, remote: 5000, descriptor: 4)
        more(&$0)
      }.ownedSockets
    }
    let open = try told { _ in }
    #expect(open.map(\.socket.stage) == [.listening, .connected, .connected])
    #expect(open.map { $0.owners.map(\.process.pid) } == [[10], [20], [10]])
    #expect(open.map { $0.owners.first?.descriptor } == [3, nil, 4])
    // Each end is told by itself.
    let half = try told { $0.socket(.netClose, client, local: 5000, remote: 80) }
    #expect(half.map(\.socket.localPort) == [80, 80])
    let closed = try told {
      $0.socket(.netClose, client, local: 5000, remote: 80)
      $0.socket(.netClose, server, local: 80, remote: 5000)
    }
    #expect(closed.map(\.socket.stage) == [.listening])
    #expect(try told { $0.exit(server) }.map(\.socket.localPort) == [5000, 80])
  }

  @Test("A socket goes with the last process that may have it")
  func inheritedSocket() throws {
    let parent = Process(10)
    let worker = Process(11, parent: 10)
    func told(_ more: (inout Told) -> Void) throws -> [OwnedSocket] {
      try state {
        $0.exec(parent, "/bin/server")
        $0.socket(.netBind, parent, local: 53, descriptor: 3, transport: "udp")
        $0.fork(parent, 11)
        more(&$0)
      }.ownedSockets
    }
    #expect(try told { _ in }.first?.owners.map(\.process.pid) == [10, 11])
    let left = try told { $0.exit(parent) }
    #expect(left.first?.owners.map(\.process.pid) == [11])
    #expect(left.first?.owners.first?.isSure == true)
    let other = try told { $0.exec(worker, "/bin/other") }
    #expect(other.first?.owners.map(\.isSure) == [true, false])
    let gone = try told {
      $0.exit(parent)
      $0.exit(worker)
    }
    #expect(gone.isEmpty)
  }

  @Test("A descriptor that is used again was closed")
  func usedAgain() throws {
    let server = Process(10)
    let sockets = try state {
      $0.exec(server, "/bin/server")
      $0.socket(.netBind, server, local: 1000, descriptor: 3, transport: "udp")
      $0.socket(.netBind, server, local: 1001, descriptor: 3, transport: "udp")
    }.ownedSockets
    #expect(sockets.map(\.socket.localPort) == [1001])
  }

  @Test("What was refused before its call returned is no connection; what waits is one")
  func pending() throws {
    let client = Process(10)
    let inProgress = -115
    func told(_ step: Int64) throws -> [Int64?] {
      let sockets = try state {
        $0.step = step
        $0.exec(client, "/bin/client")
        $0.socket(.netClose, client, local: 5000, remote: 9, result: -111)
        $0.socket(.netConnect, client, local: 5000, remote: 9, result: inProgress)
        $0.socket(.netConnect, client, local: 5001, remote: 9, result: inProgress)
        $0.socket(.netConnect, client, local: 5002, remote: 9, result: -111)
      }.ownedSockets
      #expect(sockets.allSatisfy { $0.socket.stage == .connecting })
      return sockets.map(\.socket.localPort)
    }
    #expect(try told(1_000_000) == [5001])
    // No call takes that long: the port is another connection's.
    #expect(try told(2_000_000_000) == [5000, 5001])
  }

  @Test("Files are open until they are closed, or their process ends")
  func writtenFiles() throws {
    let writer = Process(10)
    func file(_ descriptor: Int) -> String {
      "\"file\":{\"path\":\"/f\(descriptor)\",\"inode\":7,\"descriptor\":\(descriptor)}"
    }
    let state = try state {
      $0.exec(writer, "/bin/writer")
      $0.exec(Process(11), "/bin/writer")
      $0.tell(.fileWrite, writer, file(3))
      $0.tell(.fileWrite, writer, file(4))
      $0.tell(.fileWrite, Process(11), file(3))
      $0.tell(.fileClose, writer, file(3))
      $0.exit(Process(11))
    }
    #expect(state.files.values.flatMap(\.self).map(\.path) == ["/f4"])
  }

  @Test("Mounts and modules come and go")
  func system() throws {
    let root = Process(10)
    func mount(_ target: String, _ flags: String = "") -> String {
      "\"mount\":{\"source\":\"tmpfs\",\"target\":\"\(target)\",\"type\":\"tmpfs\","
        + "\"flags\":[\(flags)]},\"result\":0"
    }
    let state = try state {
      $0.exec(root, "/bin/mount")
      $0.tell(.mountAttach, root, mount("/a"))
      $0.tell(.mountAttach, root, mount("/b"))
      $0.tell(.mountAttach, root, mount("/b", "\"MS_REMOUNT\",\"MS_RDONLY\""))
      $0.tell(.mountAttach, root, mount("/", "\"MS_REC\",\"MS_PRIVATE\""))
      $0.tell(.mountDetach, root, "\"mount\":{\"target\":\"/a\"},\"result\":0")
      $0.tell(.mountDetach, root, "\"mount\":{\"target\":\"/b\"},\"result\":-16")
      $0.tell(.moduleLoad, root, "\"module\":{\"name\":\"good\"},\"result\":0")
      $0.tell(.moduleLoad, root, "\"module\":{\"name\":\"bad\"},\"result\":-1")
      $0.tell(.moduleLoad, root, "\"module\":{\"name\":\"brief\"},\"result\":0")
      $0.tell(.moduleUnload, root, "\"module\":{\"name\":\"brief\"},\"result\":0")
    }
    #expect(state.mounts.map(\.target) == ["/b"])
    #expect(state.mounts.first?.flags == ["MS_RDONLY"])
    #expect(state.modules.map(\.name) == ["good"])
  }

  @Test("Who is there, and as whom by now")
  func logins() throws {
    func session(_ users: String) -> String {
      "\"session\":{\"id\":\"s\",\"users\":[\(users)]},\"entry\":{\"kind\":\"ssh\","
        + "\"address\":\"192.0.2.1\",\"time\":\"2026-11-18T17:06:40.000000000Z\"}"
    }
    let state = try state {
      $0.tell(.processSnapshot, Process(10, user: 1), session("\"carol\""))
      $0.tell(
        .processSnapshot, Process(11, parent: 10, user: 2), process: "\"tty\":\"pts/3\"",
        session("\"carol\",\"support\""))
    }
    let login = try #require(state.logins().first)
    #expect(state.logins().count == 1)
    #expect(login.users == ["carol", "support"])
    #expect(login.terminal == "pts/3")
    #expect(login.person.address == "192.0.2.1")
    #expect(login.processes == 2)
    #expect(login.isPerson)
    #expect(state.processes(ProcessSelection(user: "carol")).map(\.pid) == [10, 11])
  }

  @Test("The tree has each process below its parent, and what is meant with all above it")
  func tree() throws {
    let state = try state {
      $0.exec(Process(1, parent: 0, name: "init"), "/sbin/init")
      $0.exec(Process(10), "/bin/a")
      $0.exec(Process(11), "/bin/b")
      $0.exec(Process(12, parent: 10), "/bin/c")
    }
    let rows = ProcessTree(state).rows
    #expect(rows.map(\.process.pid) == [1, 10, 12, 11])
    #expect(rows.map(\.followers) == [[], [true], [true, false], [false]])
    let some = ProcessTree(state, ProcessSelection(process: "12")).rows
    #expect(some.map(\.process.pid) == [1, 10, 12])
    #expect(some.map(\.isMeant) == [false, false, true])
  }

  @Test("Bytes that are no state are an error")
  func damagedState() throws {
    let state = try state {
      $0.exec(Process(10), "/bin/server", "--all")
      $0.socket(.netListen, Process(10), local: 80, descriptor: 3)
    }
    let bytes = try state.encoded()
    for count in bytes.indices {
      #expect(throws: HistoryError.self) {
        try HostState(decoding: Array(bytes[..<count]), path: "cut")
      }
    }
    for index in bytes.indices.dropFirst() {
      var changed = bytes
      changed[index] ^= 0xff
      // It may be another state, but never a crash.
      _ = try? HostState(decoding: changed, path: "changed")
    }
    var later = bytes
    later[0] += 2
    #expect(try HostState(decoding: later, path: "later") == nil)
  }
}
