import Enrichment
import Foundation
import Testing

extension LiveKernel {
  /// Containers of the real podman: its cgroups, namespaces and files.
  @Suite(.enabled(if: Podman.absence == nil, "\(Podman.absence ?? "")"))
  struct PodmanTests {
    private static let script = "read line; exec /bin/true"

    @Test func ofRoot() throws {
      try check(Podman())
    }

    /// In a user namespace whose users are above the user's own.
    @Test(
      .enabled(
        if: access("/usr/lib/systemd/user/dbus.socket", F_OK) == 0,
        "a user's cgroups need the package dbus-user-session"))
    func ofAUser() throws {
      try check(Podman(user: "alice"))
    }

    private func check(_ podman: Podman) throws {
      let image = "localhost/lookback-test:1"
      try podman.prepare(
        image: image, users: "boss:x:0:0:::\nlookback-app:x:5:5:::\n")
      let sensor = try TestSensor()
      let process = try podman.start(
        "run", "--rm", "--interactive", "--name", "lookback-box", "--network", "none", "--user",
        "5",
        image, "/bin/sh", "-c", Self.script)
      let first = try #require(
        try sensor.events("process.exec", deadline: 60) {
          $0["process.argv"] == ["/bin/sh", "-c", .text(Self.script)]
        }.first)
      let id = try podman.run("inspect", "--format", "{{.Id}}", "lookback-box")
      let userID = try Self.hostUser(5, of: podman)

      let info = try #require(try Self.look(at: first))
      #expect(String(decoding: info.container.id, as: UTF8.self) == id)
      #expect(info.runtime == .podman)
      #expect(info.name == Array("lookback-box".utf8))
      #expect(info.image == Array(image.utf8))
      let imageID = try podman.run("inspect", "--format", "{{.Image}}", "lookback-box")
      #expect(info.imageID == Array(imageID.utf8))
      #expect(info.created?.isEmpty == false)
      #expect(info.podName == nil && info.labels.isEmpty && info.leftOut == 0)
      let owner = podman.user.flatMap { getpwnam($0) }?.pointee.pw_uid
      #expect(info.userID == owner)

      usleep(useconds_t(1_500_000 * Live.timeFactor))
      process.write("go on\n")
      process.closeInput()
      while process.readLine() != nil {}
      #expect(exitCode(process.wait()) == 0)
      let second = try #require(
        try sensor.events("process.exec", deadline: 30) {
          $0["process.argv"] == ["/bin/true"] && $0["process.id"] == .text(first.process)
        }.first)
      for exec in [first, second] {
        #expect(exec["container.id"] == .text(id))
        #expect(exec["container.runtime"] == "podman")
        #expect(exec["user.id"] == .number(userID))
      }
      #expect(second["user.name"] == "lookback-app")
      try sensor.settle()
      try sensor.stop(allowingLoss: true)
    }

    /// What the files say of the container in whose cgroup an event was.
    private static func look(at event: Event) throws -> ContainerInfo? {
      let path = Array((event["cgroup.path"].text ?? "").utf8)
      let cgroup = CgroupIdentity(path: path.span)
      var directory = ContainerDirectory()
      directory.ask(
        container: try #require(cgroup.container), userID: cgroup.userID,
        process: UInt32(event.pid))
      let end = Date(deadline: 10)
      while Date() < end {
        if let info = directory.collect().first { return info }
        usleep(10_000)
      }
      return nil
    }

    /// The number that a user of a container has on the host.
    private static func hostUser(_ inside: Int, of podman: Podman) throws -> Int {
      guard let user = podman.user else { return inside }
      let lines = try String(contentsOfFile: "/etc/subuid", encoding: .utf8).split(separator: "\n")
      let line = try #require(lines.first { $0.hasPrefix("\(user):") })
      // Inside, 0 is the user, and 1 the first of these.
      return try #require(Int(line.split(separator: ":")[1])) + inside - 1
    }
  }
}
