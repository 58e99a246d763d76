import CEventABI
import Events
import TestSupport
import Testing

@testable import Enrichment

/// What is kept of who acts from event to event is what is known.
///
/// ``ToldHost`` compares the two at each event of each test; here is much to keep.
@Suite struct KeptActorTests {
  @Test("What changes with another process's deed is told at once")
  func others() throws {
    let host = try ToldHost()
    host.fork(1, 100)
    host.exec(100, "/usr/bin/bash", session: 100)
    host.fork(100, 101)
    #expect(host.act(101)["process.parent.exe"] == "/usr/bin/bash")
    #expect(host.act(101)["process.exe"] == "/usr/bin/bash")
    host.exec(100, "/usr/bin/zsh", session: 100)
    #expect(host.act(101)["process.parent.exe"] == "/usr/bin/zsh")
    host.exit(100)
    host.orphan(101)
    #expect(host.act(101)["process.parent.exe"] == "/usr/lib/systemd/systemd")
    host.change(101) { $0.euid = 1000 }
    #expect(host.act(101)["user.effective.name"] == "alice")
    host.change(101) { $0.euid = 1001 }
    #expect(host.act(101)["user.effective.name"] == "bob")
  }

  @Test("Whatever processes do, in whatever order", arguments: 0..<8)
  func random(_ seed: Int) throws {
    var generator = Generator(seed: UInt64(seed))
    let host = try ToldHost(processLimit: 40)
    var next: UInt32 = 100
    for _ in 0..<600 {
      let living = host.tasks.keys.filter { $0 != 1 }.sorted()
      let actor = living.randomElement(using: &generator) ?? 1
      switch UInt8.random(in: 0..<16, using: &generator) {
      case 0..<3 where living.count < 60:
        next += 1
        host.fork(actor, next, isTold: Bool.random(using: &generator))
      case 3..<5:
        let path = ["/usr/bin/bash", "/usr/sbin/sshd", "/usr/bin/su", "/bin/x\"y", ""]
          .randomElement(using: &generator)
        let cgroup = [
          "", "/system.slice/ssh.service", "/user.slice/user-1000.slice/session-3.scope",
        ]
        .randomElement(using: &generator)
        host.exec(actor, path ?? "", session: actor, cgroup: cgroup ?? "")
      case 5 where actor != 1: host.exit(actor)
      case 6: host.orphan(actor)
      case 7:
        let user = UInt32.random(in: 999...1002, using: &generator)
        host.change(actor) { $0.euid = user }
      case 8: host.change(actor) { $0.uid = $0.euid }
      case 9: host.change(actor) { $0.pid += 1 }
      case 10: host.wait(seconds: Double.random(in: 0...2, using: &generator))
      default: host.act(actor)
      }
    }
  }
}
