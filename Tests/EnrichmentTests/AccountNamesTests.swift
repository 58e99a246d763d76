import Foundation
import SystemPackage
import Testing

@testable import Enrichment

/// Names of whole roots, asked for while a thread reads them.
@Suite struct AccountNamesTests {
  @Test("Nothing is known at first, everything once it was read")
  func host() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "root:x:0:0:::\nalice:x:1000:1000:::\n")
    try roots.write("host/etc/group", "wheel:x:10:\n")
    var asker = Asker(roots.places)
    #expect(asker.userNow(1000) == nil)
    #expect(try asker.user(1000) == "alice")
    #expect(asker.userNow(0) == "root")
    #expect(asker.userNow(10) == nil)
    #expect(try asker.group(10) == "wheel")
    #expect(asker.names.failedLooks == 0 && asker.names.refusedRequests == 0)
  }

  @Test("A container's numbers have the container's names only")
  func container() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "alice:x:1000:0:\nbob:x:1001:0:\n")
    let first = try roots.addProcess(12, users: "app:x:1000:0:\n")
    let second = try roots.addProcess(13, users: "web:x:1000:0:\n")
    var asker = Asker(roots.places)
    #expect(try asker.user(1000) == "alice")
    #expect(try asker.user(1000, in: first) == "app")
    #expect(try asker.user(1000, in: second) == "web")
    #expect(asker.userNow(1001, in: first) == nil)
    #expect(try asker.group(1000, in: first) == nil)
    #expect(asker.names.rootCount == 3)
  }

  @Test("A namespace without a number is not asked for")
  func noNumber() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "alice:x:1000:0:\n")
    var asker = Asker(roots.places)
    #expect(try asker.user(1000, in: .mountNamespace(number: 0, process: 1)) == nil)
    #expect(asker.names.rootCount == 0)
  }

  /// What lies where a file of accounts should.
  enum Shape: String, CaseIterable {
    case nothing
    case empty
    case fifo
    case folder
    case loop
    case linkOut
    case relativeLinkOut
    case folderLinkOut
    case dangling
  }

  @Test("No shape of a file keeps the thread, or leads out of the root", arguments: Shape.allCases)
  func shapes(_ shape: Shape) throws {
    let roots = try FakeRoots()
    let passwd = "host/etc/passwd"
    try roots.makeFolder("outside")
    try roots.write("outside/passwd", "outsider:x:1000:0:\n")
    try roots.write("host/etc/group", "wheel:x:10:\n")
    switch shape {
    case .nothing: break
    case .empty: try roots.write(passwd, "")
    case .fifo: try #require(mkfifo(roots.path(passwd), 0o644) == 0)
    case .folder: try roots.makeFolder(passwd)
    case .loop: try roots.link(passwd, to: "/etc/passwd")
    case .linkOut: try roots.link(passwd, to: roots.path("outside/passwd"))
    case .relativeLinkOut: try roots.link(passwd, to: "../../outside/passwd")
    case .folderLinkOut:
      try roots.remove("host/etc")
      try roots.link("host/etc", to: roots.path("outside"))
    case .dangling: try roots.link(passwd, to: "nowhere")
    }
    var asker = Asker(roots.places)
    #expect(try asker.user(1000) == nil)
    #expect(try asker.group(10) == (shape == .folderLinkOut ? nil : "wheel"))
    #expect(asker.names.failedLooks == 0)
  }

  @Test(
    "A link is followed inside the root",
    arguments: ["/etc/real", "../etc/../etc/real", "/../../etc/real"])
  func linkInside(_ target: String) throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/real", "inside:x:1000:0:\n")
    try roots.link("host/etc/passwd", to: target)
    var asker = Asker(roots.places)
    #expect(try asker.user(1000) == "inside")
  }

  @Test("Devices and files of /proc are not opened, links of /proc not followed")
  func pseudoFiles() throws {
    let root = try RootDirectory(.host, in: RootDirectory.Places())
    for path in ["dev/null", "proc/self/status", "proc/sys/kernel/hostname", "tmp"] {
      #expect(throws: Errno.invalidArgument, "\(path)") { _ = try root.file(path).rawValue }
    }
    #expect(throws: Errno.tooManySymbolicLinkLevels) {
      _ = try root.file("proc/self/root/etc/passwd").rawValue
    }
  }

  @Test("Of a file of a gigabyte the beginning is read")
  func giant() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "first:x:1:1:\n")
    let file = try FileDescriptor.open(FilePath(roots.path("host/etc/passwd")), .writeOnly)
    _ = try file.closeAfter {
      try file.writeAll(toAbsoluteOffset: 1 << 30, Array("\nz:x:2:2:\n".utf8))
    }
    var asker = Asker(roots.places)
    #expect(try asker.user(1) == "first")
    #expect(asker.userNow(2) == nil)
  }

  @Test("Users and groups share the room of a root")
  func namesPerRoot() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "a:x:1:0:\nb:x:2:0:\n")
    try roots.write("host/etc/group", "g:x:1:\nh:x:2:\n")
    var limits = AccountLimits()
    limits.namesPerRoot = 3
    var asker = Asker(roots.places, limits: limits)
    #expect(try asker.user(2) == "b")
    #expect(try asker.group(1) == "g")
    #expect(try asker.group(2) == nil)
  }

  @Test("A change is seen, a second after the last look at the earliest")
  func refresh() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "before:x:1:1:\n")
    var asker = Asker(roots.places)
    #expect(try asker.user(1) == "before")
    try roots.write("host/etc/passwd", "after:x:1:1:\n")
    asker.wait(nanoseconds: 999_999_999)
    #expect(try asker.user(1) == "before")
    asker.wait(nanoseconds: 1)
    #expect(asker.userNow(1) == "before")
    #expect(try asker.user(1) == "after")
    try roots.remove("host/etc/passwd")
    asker.wait(nanoseconds: 1_000_000_000)
    #expect(try asker.user(1) == nil)
  }

  @Test("A file of the same size, written in the same moment as it was read, is seen as well")
  func racyChange() throws {
    let roots = try FakeRoots()
    let passwd = roots.path("host/etc/passwd")
    try roots.write("host/etc/passwd", "aaaa:x:1:1:\n")
    var asker = Asker(roots.places)
    for name in ["bbbb", "cccc", "dddd", "eeee"] {
      _ = try asker.user(1)
      let file = try FileDescriptor.open(FilePath(passwd), .writeOnly)
      _ = try file.closeAfter { try file.writeAll(Array(name.utf8)) }
      asker.wait(nanoseconds: 1_000_000_000)
      #expect(try asker.user(1) == name)
    }
  }

  @Test("Once the clock has moved on, an unchanged file is known again")
  func settled() throws {
    var status = stat()
    status.st_ctim = timespec(tv_sec: 1_000, tv_nsec: 5)
    let identity = FileIdentity(status)
    for second in 990...1_010 {
      let now = FileIdentity.Time(timespec(tv_sec: second, tv_nsec: 0))
      #expect(identity.isSettled(at: now) == !(999...1_001).contains(second))
    }
    status.st_ctim.tv_sec = .min
    #expect(FileIdentity(status).isSettled(at: FileIdentity.Time(timespec(tv_sec: 1, tv_nsec: 0))))
  }

  @Test("Roots with the same file share its table")
  func sharing() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "a:x:1:1:\n")
    let host = roots.path("host/etc/passwd")
    let namespace = try roots.addProcess(5, users: "")
    try roots.remove("root-5/etc/passwd")
    try #require(link(host, roots.path("root-5/etc/passwd")) == 0)
    let later = FileIdentity.Time(timespec(tv_sec: time(nil) + 60, tv_nsec: 0))
    var reader = AccountReader(places: roots.places, limits: AccountLimits()) { later }
    let first = try reader.read(.host)
    let second = try reader.read(namespace)
    #expect(first.users === second.users)
    var early = AccountReader(places: roots.places, limits: AccountLimits())
    let unsettled = try early.read(.host)
    let again = try early.read(.host)
    #expect(unsettled.users !== again.users)
  }

  @Test("What was known of a root stays known when its process has gone")
  func goneProcess() throws {
    let roots = try FakeRoots()
    let namespace = try roots.addProcess(7, users: "app:x:1:1:\n")
    var asker = Asker(roots.places)
    #expect(try asker.user(1, in: namespace) == "app")
    try roots.remove("proc/7")
    asker.wait(nanoseconds: 1_000_000_000)
    #expect(try asker.user(1, in: namespace) == "app")
    #expect(asker.names.failedLooks == 1)
  }

  @Test("A process that was gone is no reason not to ask through another one")
  func otherProcess() throws {
    let roots = try FakeRoots()
    let namespace = try roots.addProcess(7, users: "app:x:1:1:\n")
    guard case .mountNamespace(let number, _, _) = namespace else { return }
    var asker = Asker(roots.places)
    #expect(try asker.user(1, in: .mountNamespace(number: number, process: 8)) == nil)
    #expect(asker.names.failedLooks == 1)
    #expect(try asker.user(1, in: namespace) == nil)
    asker.wait(nanoseconds: 1_000_000_000)
    #expect(try asker.user(1, in: namespace) == "app")
  }

  @Test("A pid that has become another process's is not taken for it")
  func reusedPid() throws {
    let roots = try FakeRoots()
    let namespace = try roots.addProcess(7, users: "app:x:1:1:\n")
    try roots.write("proc/7/ns/mnt", "another inode")
    let now = try roots.root(7)
    try #require(namespace != now)
    var asker = Asker(roots.places)
    #expect(try asker.user(1, in: namespace) == nil)
    #expect(asker.names.failedLooks == 1)
  }

  @Test("A namespace's number that was given again does not bring the old names back")
  func reusedNumber() throws {
    let roots = try FakeRoots()
    try roots.addProcess(7, users: "old:x:1:1:\n")
    let old = try roots.root(7, generation: 1)
    let new = try roots.root(7, generation: 2)
    var asker = Asker(roots.places)
    #expect(try asker.user(1, in: old) == "old")
    try roots.write("root-7/etc/passwd", "new:x:1:1:\n")
    #expect(asker.userNow(1, in: new) == nil)
    #expect(try asker.user(1, in: new) == "new")
  }

  @Test("The root of a process in a chroot is not its namespace's")
  func chroot() throws {
    let roots = try FakeRoots()
    let namespace = try roots.addProcess(7, users: "app:x:1:1:\n")
    var places = roots.places
    places.areReal = true
    var asker = Asker(places)
    #expect(try asker.user(1, in: namespace) == nil)
    #expect(asker.names.failedLooks == 1)
  }

  @Test("Of too many roots those last asked for the longest ago are forgotten, the host never")
  func eviction() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "host:x:1:1:\n")
    var limits = AccountLimits()
    limits.roots = 3
    var asker = Asker(roots.places, limits: limits)
    #expect(try asker.user(1) == "host")
    let namespaces = try (1...4).map { try roots.addProcess($0, users: "user\($0):x:1:1:\n") }
    #expect(try asker.user(1, in: namespaces[0]) == "user1")
    #expect(try asker.user(1, in: namespaces[1]) == "user2")
    #expect(asker.userNow(1, in: namespaces[0]) == "user1")
    #expect(try asker.user(1, in: namespaces[2]) == "user3")
    #expect(asker.userNow(1, in: namespaces[0]) == "user1")
    #expect(asker.names.rootCount == 3)
    #expect(asker.userNow(1, in: namespaces[1]) == nil)
    #expect(asker.userNow(1) == "host")
  }

  @Test("A name stays readable until the next collect, also if its root is forgotten meanwhile")
  func lifetime() throws {
    let roots = try FakeRoots()
    let namespaces = try (1...3).map { try roots.addProcess($0, users: "user\($0):x:1:1:\n") }
    var limits = AccountLimits()
    limits.roots = 1
    var asker = Asker(roots.places, limits: limits)
    #expect(try asker.user(1, in: namespaces[0]) == "user1")
    let name = Self.bytesAfter(asker.names, namespaces)
    #expect(name == Array("user1".utf8))
    #expect(asker.names.rootCount == 1)
  }

  private static func bytesAfter(
    _ names: borrowing AccountNames, _ namespaces: [AccountRoot]
  ) -> [UInt8]? {
    guard let name = names.userName(1, in: namespaces[0]) else { return nil }
    for namespace in namespaces.dropFirst() { _ = names.userName(1, in: namespace) }
    return name.indices.map { name[$0] }
  }

  @Test("Names beyond the memory for all are dropped, and not read again before their time")
  func memory() throws {
    let roots = try FakeRoots()
    let users = (0..<1_000).map { "user\($0):x:\($0):1:\n" }.joined()
    let namespaces = try (1...3).map { try roots.addProcess($0, users: users) }
    var limits = AccountLimits()
    limits.tableBytes = 40_000  // two and a half tables
    var asker = Asker(roots.places, limits: limits)
    for namespace in namespaces { #expect(try asker.user(1, in: namespace) == "user1") }
    #expect(try asker.user(1, in: namespaces[0]) == nil)
    #expect(asker.names.rootCount == 3)
    asker.wait(nanoseconds: 1_000_000_000)
    #expect(try asker.user(1, in: namespaces[0]) == "user1")
  }

  @Test("The namespace of a running process, with a passwd of its own", .needsNamespaces)
  func realNamespace() throws {
    let roots = try FakeRoots()
    try roots.write("passwd", "contained:x:4242:1:\n")
    let child = try WaitingProcess(mounting: roots.path("passwd"), over: "/etc/passwd")
    defer { child.end() }
    var asker = Asker(RootDirectory.Places())
    let inside = AccountRoot.mountNamespace(number: try child.namespace, process: child.pid)
    #expect(try asker.user(4242, in: inside) == "contained")
    #expect(asker.userNow(0, in: inside) == nil)
    #expect(try asker.user(4242) == nil)
    #expect(try asker.user(0) == "root")
  }

  @Test("A container that is just being made never has the host's names")
  func beforePivot() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "host:x:1:1:\n")
    let namespace = try roots.addProcess(7, users: "inside:x:1:1:\n")
    try roots.remove("proc/7/root")
    try roots.link("proc/7/root", to: roots.path("host"))
    var asker = Asker(roots.places)
    #expect(asker.userNow(1, in: namespace) == nil)
    usleep(200_000)
    asker.wait(nanoseconds: 1)
    #expect(asker.userNow(1, in: namespace) == nil)
    try roots.remove("proc/7/root")
    try roots.link("proc/7/root", to: roots.path("root-7"))
    #expect(try asker.user(1, in: namespace) == "inside")
  }

  @Test("A namespace that keeps the host's root has the host's names, a moment later")
  func hostsRoot() throws {
    let roots = try FakeRoots()
    try roots.write("host/etc/passwd", "host:x:1:1:\n")
    let namespace = try roots.addProcess(7, users: "")
    try roots.remove("proc/7/root")
    try roots.link("proc/7/root", to: roots.path("host"))
    var asker = Asker(roots.places)
    #expect(try asker.user(1, in: namespace) == "host")
  }

  @Test("The numbers of a user namespace are told by the kernel's", .needsNamespaces)
  func userNamespace() throws {
    let roots = try FakeRoots()
    try roots.write("passwd", "boss:x:0:0:\napp:x:5:5:\nfar:x:2000:5:\n")
    let child = try WaitingProcess(
      mounting: roots.path("passwd"), over: "/etc/passwd", numbers: "0 0 1\n1 100001 999\n")
    defer { child.end() }
    var asker = Asker(RootDirectory.Places())
    let inside = AccountRoot.mountNamespace(number: try child.namespace, process: child.pid)
    #expect(try asker.user(100_005, in: inside) == "app")
    #expect(asker.userNow(0, in: inside) == "boss")
    #expect(asker.userNow(5, in: inside) == nil)
    #expect(asker.userNow(2_000, in: inside) == nil)
    // Groups are the host's file with the namespace's numbers.
    #expect(try asker.group(100_001, in: inside) == "daemon")
    #expect(asker.names.failedLooks == 0)
  }

  @Test(
    "Of a process in another user namespace than its mounts, no number is taken", .needsNamespaces)
  func strangerInNamespace() throws {
    let roots = try FakeRoots()
    try roots.write("passwd", "boss:x:0:0:\n")
    let child = try WaitingProcess(
      mounting: roots.path("passwd"), over: "/etc/passwd", numbers: "0 0 1\n")
    defer { child.end() }
    let stranger = try WaitingProcess("nsenter", ["--mount", "--target", "\(child.pid)"])
    defer { stranger.end() }
    var asker = Asker(RootDirectory.Places())
    let inside = AccountRoot.mountNamespace(number: try child.namespace, process: stranger.pid)
    #expect(try asker.user(0, in: inside) == nil)
    #expect(asker.names.failedLooks == 1)
  }

  @Test("A user namespace of a process in the host's mounts changes no name", .needsNamespaces)
  func sandboxInHostMounts() throws {
    let sandbox = try WaitingProcess("unshare", ["--user"])
    defer { sandbox.end() }
    var asker = Asker(RootDirectory.Places())
    let inside = AccountRoot.mountNamespace(number: try sandbox.namespace, process: sandbox.pid)
    #expect(try asker.user(0, in: inside) == "root")
  }
}
