import CEventABI
import Testing

@testable import Enrichment

/// Who came in how, and as whom they are there.
@Suite struct SessionTests {
  private static let sshUnit = "/system.slice/ssh.service"
  private static let login = "/user.slice/user-1000.slice/session-3.scope"

  /// sshd as a service, and alice's shell by it, number 103.
  private static func sshHost() throws -> ToldHost {
    let host = try ToldHost()
    host.fork(1, 100)
    host.exec(100, "/usr/sbin/sshd", session: 100, cgroup: sshUnit)
    host.fork(100, 101)
    host.exec(101, "/usr/sbin/sshd", session: 101, cgroup: sshUnit)
    host.fork(101, 102)
    host.change(102) {
      $0.uid = 1000
      $0.euid = 1000
    }
    host.fork(102, 103)
    host.change(103) {
      $0.tty = 136 << 20 | 4
      $0.login_uid = 1000
      $0.audit_session = 3
    }
    host.exec(103, "/usr/bin/bash", session: 103, cgroup: login)
    return host
  }

  @Test("Through su, by ssh: as whom they came in and as whom they are there now")
  func sshAndSu() throws {
    let host = try Self.sshHost()
    let shell = host.act(103)
    #expect(shell["entry.kind"] == "ssh")
    #expect(shell["entry.user.id"] == "1000" && shell["entry.user.name"] == "alice")
    #expect(shell["entry.tty"] == "pts/4")
    #expect(shell["session.id"]?.hasPrefix("1a2b3c4d-103-") == true)
    #expect(shell.list("session.users") == ["alice"])
    #expect(shell.list("session.programs") == ["sshd"])
    #expect(shell["systemd.unit"] == "session-3.scope")
    #expect(shell["user.name"] == "alice" && shell["user.login.name"] == "alice")

    host.fork(103, 104)
    host.change(104) { $0.euid = 0 }
    let su = host.exec(104, "/usr/bin/su", cgroup: Self.login)
    #expect(su["user.effective.name"] == "root" && su["user.name"] == "alice")
    #expect(su.list("session.users") == ["alice"])
    host.fork(104, 105)
    host.change(105) {
      $0.uid = 1001
      $0.euid = 1001
    }
    let support = host.exec(105, "/usr/bin/bash", session: 105, cgroup: Self.login)
    #expect(support["session.id"] == shell["session.id"])
    #expect(support["entry.kind"] == "ssh" && support["entry.user.name"] == "alice")
    #expect(support.list("session.users") == ["alice", "bob"])
    #expect(support.list("session.programs") == ["sshd", "su"])
    #expect(support["process.parent.exe"] == "/usr/bin/su")
    // Whoever started it stays who they are.
    #expect(host.act(103).list("session.users") == ["alice"])
    // A command of the new one, through the new one's fork.
    host.fork(105, 106)
    #expect(host.exec(106, "/usr/bin/nmap").list("session.users") == ["alice", "bob"])
  }

  @Test("Who was in by ssh before anybody looked has an address; the server that listens has none")
  func sshBefore() throws {
    let host = try ToldHost()
    for (parent, child) in [(1, 100), (100, 101), (101, 102), (102, 103)] as [(UInt32, UInt32)] {
      host.add(child, childOf: parent)
    }
    host.change(103) { $0.uid = 1000 }
    let asked = Asked()
    host.adopt(
      [
        host.listed(103, "/usr/bin/bash", session: 103, cgroup: Self.login),
        host.listed(102, "/usr/sbin/sshd", session: 101, cgroup: Self.sshUnit),
        host.listed(101, "/usr/sbin/sshd", session: 101, cgroup: Self.sshUnit),
        host.listed(100, "/usr/sbin/sshd", session: 100, cgroup: Self.sshUnit),
      ],
      peer: { process, start in
        asked.processes.append(process)
        guard process == 101, start == host.tasks[101]?.start_ns else { return nil }
        return RemotePeer(address: "192.0.2.7", port: 40_022)
      })
    #expect(asked.processes == [100, 101])
    for process in [103, 104] as [UInt32] {
      if process == 104 { host.fork(103, 104) }
      let told = host.act(process)
      #expect(told["entry.kind"] == "ssh" && told.list("session.users") == ["alice"])
      #expect(told["entry.address"] == "192.0.2.7" && told["entry.port"] == "40022")
    }
    #expect(host.act(100)["entry.address"] == nil)
  }

  private final class Asked {
    var processes: [UInt32] = []
  }

  @Test("sudo that becomes its command")
  func sudo() throws {
    let host = try Self.sshHost()
    host.fork(103, 110)
    host.change(110) { $0.euid = 0 }
    host.exec(110, "/usr/bin/sudo")
    host.change(110) { $0.uid = 0 }
    let command = host.exec(110, "/usr/bin/nmap")
    #expect(command.list("session.users") == ["alice", "root"])
    #expect(command.list("session.programs") == ["sshd", "sudo"])
    #expect(command["process.generation"] == "2")
  }

  @Test("What sshd runs by itself is no login")
  func keysCommand() throws {
    let host = try Self.sshHost()
    host.fork(101, 120)
    let command = host.exec(120, "/usr/local/bin/keys", session: 101, cgroup: Self.sshUnit)
    #expect(command["entry.kind"] == "service")
  }

  @Test("Services, cron jobs, consoles, and what the kernel starts")
  func others() throws {
    let host = try ToldHost()
    host.fork(1, 200)
    let executor = host.exec(200, "/usr/lib/systemd/systemd-executor")
    #expect(executor["entry.kind"] == nil)
    let service = host.exec(
      200, "/usr/sbin/nginx", session: 200, cgroup: "/system.slice/nginx.service")
    #expect(service["entry.kind"] == "service" && service["systemd.unit"] == "nginx.service")
    #expect(service["systemd.slice"] == "system.slice")
    host.fork(200, 201)
    host.change(201) {
      $0.uid = 1001
      $0.euid = 1001
    }
    let shell = host.exec(201, "/bin/sh")
    #expect(shell["session.id"] == service["session.id"])
    #expect(shell.list("session.users") == ["root", "bob"])
    #expect(shell.list("session.programs") == ["systemd-executor", "nginx"])

    host.fork(1, 210)
    host.exec(210, "/usr/sbin/cron", session: 210, cgroup: "/system.slice/cron.service")
    host.fork(210, 211)
    host.fork(211, 212)
    host.change(212) { $0.uid = 1000 }
    let job = host.exec(212, "/bin/sh", session: 212, cgroup: "/system.slice/cron.service")
    #expect(job["entry.kind"] == "cron" && job.list("session.users") == ["alice"])

    host.fork(1, 220)
    host.exec(220, "/sbin/agetty", session: 220, cgroup: "/system.slice/getty@tty1.service")
    #expect(host.exec(220, "/bin/login", session: 220)["entry.kind"] == "service")
    host.fork(220, 221)
    host.change(221) {
      $0.uid = 1000
      $0.tty = 4 << 20 | 1
    }
    let console = host.exec(221, "/bin/bash", session: 221, cgroup: Self.login)
    #expect(console["entry.kind"] == "console" && console["entry.tty"] == "tty1")

    host.fork(1, 230)
    host.change(230) { $0.uid = 1000 }
    let manager = host.exec(
      230, "/usr/lib/systemd/systemd", session: 230,
      cgroup: "/user.slice/user-1000.slice/user@1000.service/init.scope")
    #expect(manager["entry.kind"] == "user_manager" && manager["entry.user.name"] == "alice")
  }

  private static let id = String(repeating: "0123456789abcdef", count: 4)
  private static let docker = "/system.slice/docker-\(id).scope"

  @Test("A container, what is executed in it later, and the runtime outside")
  func container() throws {
    let host = try ToldHost()
    host.fork(1, 300)
    host.exec(
      300, "/usr/bin/containerd-shim", session: 300, cgroup: "/system.slice/containerd.service")
    host.fork(300, 301)
    host.change(301) {
      $0.pid_ns = 7
      $0.mnt_ns = 8
    }
    host.ownPIDs[301] = 1
    let first = host.exec(301, "/app", session: 301, cgroup: Self.docker)
    #expect(first["container.id"] == Self.id && first["container.runtime"] == "docker")
    #expect(first["entry.kind"] == "container")
    #expect(first.list("namespace.apart") == ["pid", "mount"])
    // Names of the container's files, not of the host's.
    #expect(first["user.name"] == nil)
    host.fork(301, 302)
    let worker = host.exec(302, "/worker", cgroup: Self.docker)
    #expect(worker["session.id"] == first["session.id"])

    host.fork(300, 303)
    host.change(303) {
      $0.pid_ns = 7
      $0.mnt_ns = 8
    }
    host.ownPIDs[303] = 40
    let shell = host.exec(303, "/bin/sh", session: 303, cgroup: Self.docker)
    #expect(shell["entry.kind"] == "container_exec")
    #expect(shell["session.id"] != first["session.id"])
    #expect(shell["container.id"] == Self.id)
    let shim = host.act(300)
    #expect(shim["container.id"] == nil && shim["entry.kind"] == "service")
    #expect(shim.list("namespace.apart") == nil)
  }

  @Test("A process that is moved is where others say that its new group is")
  func moved() throws {
    let host = try ToldHost()
    host.change(1) { $0.cgroup_id = 10 }
    host.fork(1, 400)
    host.change(400) { $0.cgroup_id = 20 }
    host.exec(400, "/a", cgroup: "/system.slice/a.service")
    host.fork(1, 401)
    host.change(401) { $0.cgroup_id = 20 }
    #expect(host.act(401)["systemd.unit"] == "a.service")
    host.change(401) { $0.cgroup_id = 30 }
    #expect(host.act(401)["systemd.unit"] == nil)
  }

  @Test(
    "Names change with the files, and more users than are kept lose none but those before the last")
  func namesAndDepth() throws {
    let host = try Self.sshHost()
    var pid: UInt32 = 500
    host.fork(103, pid)
    for user in UInt32(2000)..<2020 {
      host.change(pid) { $0.uid = user }
      host.exec(pid, "/bin/sh")
      host.fork(pid, pid + 1)
      pid += 1
    }
    let users = try #require(host.act(pid - 1).list("session.users"))
    #expect(users == ["alice", "2000", "2001", "2002", "2003", "2004", "2005", "2019"])
    #expect(host.act(pid).list("session.programs")?.count == 8)
  }
}
