import Foundation
import Testing

extension LiveKernel {
  /// Containers, and who is who in them.
  @Suite struct ContainerTests {
    private static let users = "boss:x:0:0:::\nlookback-app:x:5:5:::\n"

    /// The events of the programs that run in it, one after the other: it waits between them.
    private func execs(_ sensor: TestSensor, in container: TestContainer, count: Int) throws
      -> [Event]
    {
      try sensor.events("process.exec", count: count, deadline: 10) {
        $0["cgroup.path"] == .text(container.cgroup)
      }
    }

    @Test(.enabled(if: cgroup2Mount() != nil, "no cgroup v2 hierarchy is mounted"))
    func namespaces() throws {
      let mount = try #require(cgroup2Mount())
      let container = try TestContainer(mount: mount, users: Self.users)
      let sensor = try TestSensor()
      let process = try container.start(uid: 5, script: "exit 7")
      while process.readLine() != nil {}
      #expect(exitCode(process.wait()) == 7)
      let exec = try #require(try execs(sensor, in: container, count: 1).first)
      #expect(exec["user.id"] == 100_005)
      #expect(exec["user.gid"] == 100_005)
      #expect(exec["process.argv"] == ["/bin/sh", "-c", "exit 7"])
      #expect(exec["process.namespace_pid"] == 1)
      #expect(exec["process.parent.pid"] == .number(process.pid))
      #expect(exec["namespace.mount"] != (try FileFacts("/proc/self/ns/mnt")).inode)
      #expect(exec["namespace.user"] != (try FileFacts("/proc/self/ns/user")).inode)
      #expect(exec["result"] == 0)
      try sensor.settle()
      try sensor.stop()
    }

    /// Names are there once they were read, for the events after: the container waits for that.
    @Test(.enabled(if: cgroup2Mount() != nil, "no cgroup v2 hierarchy is mounted"))
    func names() throws {
      let mount = try #require(cgroup2Mount())
      let container = try TestContainer(mount: mount, users: Self.users)
      let sensor = try TestSensor()
      let process = try container.start(uid: 5, script: "read line; exec /bin/true")
      let first = try #require(try execs(sensor, in: container, count: 1).first)
      #expect(first["user.id"] == 100_005)
      // Not one of the host, nor one by the container's own number.
      #expect(first["user.name"] == .absent || first["user.name"] == "lookback-app")

      // It was asked for; a second later it is there.
      usleep(useconds_t(1_500_000 * Live.timeFactor))
      process.closeInput()
      while process.readLine() != nil {}
      #expect(exitCode(process.wait()) == 0)
      let second = try #require(try execs(sensor, in: container, count: 2).last)
      #expect(second["process.argv"] == ["/bin/true"])
      #expect(second["user.id"] == 100_005)
      #expect(second["user.name"] == "lookback-app")
      #expect(second["user.group"] == "lookback-team")
      for exec in [first, second] {
        #expect(exec["container.id"] == .text(container.id))
        #expect(exec["container.runtime"] == "containerd")
        #expect(exec["namespace.apart"] == ["pid", "mount"])
      }
      try sensor.settle()
      try sensor.stop()
    }

    /// What the runtime has written, once, and from then on with the container's events.
    @Test(
      .enabled(if: cgroup2Mount() != nil, "no cgroup v2 hierarchy is mounted"),
      .enabled(if: !TestContainer.hasRuntime, "containerd runs here"))
    func info() throws {
      let mount = try #require(cgroup2Mount())
      let container = try TestContainer(mount: mount, users: Self.users)
      try container.describe([
        "io.kubernetes.cri.container-name": "app", "io.kubernetes.cri.image-name": "example/app:1",
        "io.kubernetes.cri.sandbox-name": "app-0", "io.kubernetes.cri.sandbox-namespace": "shop",
        "io.kubernetes.cri.sandbox-uid": "u-1",
      ])
      let sensor = try TestSensor()
      let process = try container.start(uid: 5, script: "read line; exec /bin/true")
      let info = try #require(
        try sensor.events("container.info", deadline: 20) {
          $0["container.id"] == .text(container.id)
        }.first)
      #expect(info["container.runtime"] == "containerd")
      #expect(info["container.name"] == "app")
      #expect(info["container.image"] == "example/app:1")
      #expect(info["container.image_id"] == .absent)
      #expect(info["container.labels"] == .absent)
      #expect(info["container.created"] == .absent)
      #expect(info["container.owner"] == .absent)
      #expect(info["container.left_out"] == .absent)
      #expect(info["pod.name"] == "app-0")
      #expect(info["pod.namespace"] == "shop")
      #expect(info["pod.id"] == "u-1")

      process.closeInput()
      while process.readLine() != nil {}
      #expect(exitCode(process.wait()) == 0)
      let second = try #require(try execs(sensor, in: container, count: 2).last)
      #expect(second["container.name"] == "app")
      #expect(second["container.image"] == "example/app:1")
      try sensor.settle()
      try sensor.stop()
      let infos = sensor.events.filter {
        $0.kind == "container.info" && $0["container.id"] == .text(container.id)
      }
      #expect(infos.count == 1)
    }
  }
}
