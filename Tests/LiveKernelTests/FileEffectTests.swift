import Foundation
import Testing

extension LiveKernel {
  /// What a change to a file means, told with the change.
  @Suite(.sensor) struct FileEffectTests {
    let sensor: TestSensor
    private let scratch: Scratch

    init() throws {
      sensor = try TestSensor.ofSuite()
      scratch = try Scratch()
    }

    @Test("What starts by itself: a key that lets in, written, replaced and removed")
    func persistence() throws {
      let folder = try scratch.directory(".ssh")
      let path = "\(folder)/authorized_keys"
      let created = try sensor.run("creat", "600", path)
      let written = try sensor.run("write", "write", "1", "10", path)
      let write = try #require(written.events("file.write").first)
      let changes = created.events("persist.change") + written.events("persist.change")
      #expect(changes.map { $0["persist.action"] } == ["created", "written"])
      #expect(changes.map { $0["persist.cause"] } == ["file.open", "file.write"])
      for change in changes {
        #expect(change["persist.mechanism"] == "ssh_keys")
        #expect(change["persist.path"] == .text(path))
        #expect(change["process.exe"] == .text(Live.workload))
        #expect(change["from_caller"] == .absent)
      }
      #expect(changes.last?.time == write.time)

      let other = try scratch.file("other")
      let replaced = try sensor.run("rename", other, path)
      let change = replaced.events("persist.change")
      #expect(change.count == 1)
      #expect(change.first?["persist.action"] == "replaced")
      #expect(change.first?["persist.cause"] == "file.rename")
      let removed = try sensor.run("unlink", path)
      #expect(removed.events("persist.change").map { $0["persist.action"] } == ["removed"])
      #expect(removed.events("persist.change").first?["from_caller"] == ["persist.path"])
      // What fails changes nothing.
      #expect(try sensor.run("unlink", path).events("persist.change").isEmpty)
    }

    @Test("Accounts, in an /etc of the test's own")
    func accounts() throws {
      let etc = try Scratch()
      try etc.file("passwd", "root:x:0:0::/:/bin/sh\n")
      try FileManager.default.copyItem(atPath: "/etc/ld.so.cache", toPath: etc("ld.so.cache"))
      let written = try sensor.run(
        "with-etc", etc.path, "write", "write", "1", "10", "/etc/passwd")
      let change = try #require(written.events("account.change").first)
      #expect(change["account.file"] == "users")
      #expect(change["account.action"] == "written")
      #expect(change["account.path"] == "/etc/passwd")
      #expect(change["account.cause"] == "file.write")
      let linked = try sensor.run(
        "with-etc", etc.path, "symlink", "../init.d/a", "/etc/rc.local")
      let link = try #require(linked.events("persist.change").first)
      #expect(link["persist.mechanism"] == "runlevel")
      #expect(link["persist.action"] == "created")
      let mode = try sensor.run("with-etc", etc.path, "chmod", "600", "/etc/passwd")
      #expect(mode.events("account.change").map { $0["account.action"] } == ["permissions"])
    }
  }
}
