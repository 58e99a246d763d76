import CEventABI
import TestSupport
import Testing

@testable import Enrichment

/// Lives, and how long they are remembered.
@Suite struct ProcessTableTests {
  @Test("A number that is used again is another process")
  func reuse() throws {
    let host = try ToldHost()
    host.fork(1, 10)
    host.exec(10, "/first")
    host.exit(10)
    // At once, in the grace of the one before.
    host.fork(1, 10, isTold: false)
    #expect(host.act(10)["process.exe"] == "/usr/lib/systemd/systemd")
    host.exec(10, "/second")
    #expect(host.act(10)["process.exe"] == "/second")
    #expect(host.enricher.processCount == 3)
    host.wait(seconds: 5)
    #expect(host.enricher.processCount == 2)
    #expect(host.act(10)["process.exe"] == "/second")
  }

  @Test("What was done last can be told after the end, and a while later no more")
  func grace() throws {
    let host = try ToldHost()
    host.fork(1, 10)
    host.exec(10, "/a")
    let task = try #require(host.tasks[10])
    #expect(host.exit(10)["process.exe"] == "/a")
    host.wait(seconds: 3)
    #expect(host.enricher.processCount == 2)
    host.wait(seconds: 2)
    #expect(host.enricher.processCount == 1)
    #expect(task.tgid == 10)
  }

  @Test("Ancestors stay while a descendant lives, and go with the last one")
  func ancestors() throws {
    let host = try ToldHost()
    for pid in UInt32(10)..<20 {
      host.fork(pid == 10 ? 1 : pid - 1, pid)
      host.exec(pid, "/p\(pid)")
    }
    for pid in UInt32(10)..<19 { host.exit(pid) }
    host.wait(seconds: 60)
    #expect(host.enricher.processCount == 11)
    // The kernel gives it another parent; who forked it is still known.
    host.orphan(19)
    #expect(host.act(19)["process.parent.exe"] == "/usr/lib/systemd/systemd")
    host.exit(19)
    host.wait(seconds: 5)
    #expect(host.enricher.processCount == 1)
  }

  @Test("The child of a sibling's making, and one whose fork was not told")
  func strangers() throws {
    let host = try ToldHost()
    host.fork(1, 10)
    host.exec(10, "/a", cgroup: "/system.slice/a.service")
    host.fork(10, 11, isTold: false)
    let stranger = host.act(11)
    #expect(stranger["process.exe"] == "/a" && stranger["entry.kind"] == "service")
    host.fork(11, 12, isTold: false)
    host.fork(12, 13, isTold: false)
    // Of 12 nothing is known but that it is there.
    let grandchild = host.act(13)
    #expect(grandchild["process.exe"] == nil)
    #expect(host.exec(13, "/b")["process.exe"] == "/b")
  }

  @Test("However many there are, no more are kept than may be, and who was given up is counted")
  func bounded() throws {
    let host = try ToldHost(processLimit: 100)
    for pid in UInt32(1000)..<6000 {
      host.fork(1, pid)
      host.exec(pid, "/bin/\(pid)")
      #expect(host.enricher.processCount <= 100)
      if pid % 2 == 0 { host.exit(pid) }
    }
    #expect(host.enricher.processCount == 100)
    #expect(host.enricher.evictions == 5000 - 99)
    #expect(host.enricher.pool.count < 400)
    #expect(host.act(5999)["process.exe"] == "/bin/5999")
  }

  /// What the table should know, kept as simply as can be.
  private struct Oracle {
    var exe: String
    var session: String?
    var parent: UInt32
  }

  @Test("After random lives the table says of each process what happened to it", arguments: 1...8)
  func random(_ seed: Int) throws {
    var generator = Generator(seed: UInt64(seed))
    let host = try ToldHost()
    var living: [UInt32: Oracle] = [
      1: Oracle(exe: "/usr/lib/systemd/systemd", session: nil, parent: 0)
    ]
    var free = Array(UInt32(10)..<70)
    for _ in 0..<1000 {
      let pid = try #require(living.keys.sorted().randomElement(using: &generator))
      switch Int.random(in: 0..<10, using: &generator) {
      case 0..<4:
        guard !free.isEmpty else { continue }
        let child = free.remove(at: Int.random(in: 0..<free.count, using: &generator))
        host.fork(pid, child)
        living[child] = Oracle(
          exe: living[pid]!.exe, session: living[pid]!.session, parent: pid)
      case 4..<6 where pid != 1:
        let exe = "/bin/\(Int.random(in: 0..<30, using: &generator))"
        let told = host.exec(pid, exe, cgroup: "/system.slice/s\(pid).service")
        living[pid]!.exe = exe
        if living[pid]!.session == nil { living[pid]!.session = told["session.id"] }
      case 6..<8 where pid != 1:
        host.exit(pid)
        living[pid] = nil
        free.append(pid)
        // The kernel gives the orphans to the first process.
        for (child, oracle) in living where oracle.parent == pid {
          living[child]!.parent = 1
          host.orphan(child)
        }
      case 8: host.wait(seconds: Double.random(in: 0..<3, using: &generator))
      default: break
      }
      let told = host.act(pid == 1 || living[pid] != nil ? pid : 1)
      let oracle = living[pid] ?? living[1]!
      #expect(told["process.exe"] == oracle.exe)
      #expect(told["session.id"] == oracle.session)
      #expect(told["process.parent.exe"] == living[oracle.parent]?.exe)
    }
    for pid in living.keys where pid != 1 { host.exit(pid) }
    host.wait(seconds: 5)
    #expect(host.enricher.processCount == 1)
    #expect(host.enricher.sessions.count == 0)
    #expect(host.enricher.places.count == 1)
  }

  @Test("Records of any bytes change nothing that they do not tell of, and never trap")
  func hostile() throws {
    var generator = Generator(seed: 77)
    let host = try ToldHost()
    host.fork(1, 10)
    host.exec(10, "/a")
    for _ in 0..<3000 {
      let count = Int.random(in: 0..<400, using: &generator)
      var record = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      if count > 8 {
        record[4] = UInt8.random(in: 0..<12, using: &generator)
        record[5] = 0
      }
      _ = host.tell(record)
    }
    host.wait(seconds: 5)
    #expect(host.act(10)["process.exe"] == "/a")
  }

  @Test("The kernel's list heals what was missed: twice missing is gone, unknown is asked for")
  func healing() throws {
    let host = try ToldHost()
    host.fork(1, 10)
    host.exec(10, "/a")
    host.fork(1, 11)
    host.exec(11, "/b")
    host.fork(10, 12, isTold: false)
    host.wait(seconds: 2)
    func list(_ pids: [UInt32]) -> [UInt8] {
      pids.flatMap { pid -> [UInt8] in
        let life = ev_process_life(start_ns: host.tasks[pid]!.start_ns, tgid: pid, in_scope: 1)
        return withUnsafeBytes(of: life) { Array($0) }
      }
    }
    // 10 has ended, unseen.
    let living = list([1, 11, 12])
    let first = host.heal(living, after: 0)
    #expect(first.gone.isEmpty)
    #expect(first.unknown == [12])
    let second = host.heal(living, after: 1)
    #expect(second.gone.map(\.header.processID) == [10])
    #expect(host.heal(living, after: 2).gone.isEmpty)
    host.wait(seconds: 10)
    #expect(host.enricher.processCount == 2)
  }

  @Test("A process is found by its number with its ancestors, the later one of two")
  func numbers() throws {
    let host = try ToldHost()
    host.fork(1, 10)
    host.fork(10, 11)
    let first = try #require(host.known([11])[11])
    #expect(first.parent?.pid == 10 && first.isTold)
    #expect(host.ancestors(of: first.life) == [10, 1])
    #expect(host.isRunning(first.life))
    host.exit(11)
    #expect(!host.isRunning(first.life))
    #expect(host.known([11])[11]?.life == first.life)
    host.fork(1, 11)
    let second = try #require(host.known([0, 11, 12])[11])
    #expect(second.life.start > first.life.start && second.parent?.pid == 1)
    #expect(host.known([0, 12]).isEmpty)
    #expect(host.ancestors(of: Life(pid: 12, start: 1)).isEmpty)
  }

  @Test("Places that are looked up by hash are found as in a dictionary", arguments: 1...4)
  func hashIndex(_ seed: Int) {
    var generator = Generator(seed: UInt64(seed))
    var index = HashIndex(minimumCapacity: 1)
    var oracle: [Int: UInt32] = [:]
    for place in 0..<4000 {
      // Many share a hash.
      let hash = UInt32.random(in: 0..<64, using: &generator) &* 0x0100_0001
      index.insert(hash, at: place)
      oracle[place] = hash
      if place % 3 != 0, let victim = oracle.keys.sorted().randomElement(using: &generator) {
        index.remove(oracle[victim]!, at: victim)
        oracle[victim] = nil
      }
      if place % 500 == 0 {
        for (place, hash) in oracle {
          #expect(index.find(hash) { $0 == place } == place)
        }
      }
    }
    #expect(index.count == oracle.count)
    for (place, hash) in oracle { #expect(index.find(hash) { $0 == place } == place) }
  }
}
