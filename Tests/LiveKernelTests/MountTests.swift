import Foundation
import Testing

extension LiveKernel {
  /// Mounts, each in a mount namespace of the test's own.
  @Suite(.sensor) struct MountTests {
    let sensor: TestSensor
    let scratch: Scratch
    /// A tmpfs that only the workload sees.
    let place: String

    init() throws {
      sensor = try TestSensor.ofSuite()
      scratch = try Scratch()
      place = try scratch.directory("place")
    }

    private func run(_ words: String...) throws -> Run {
      let all = ["lookback-workload", "in-new-mount", place, "rw"] + words
      return try sensor.run(arguments: all.map { Array($0.utf8) })
    }

    /// What `in-new-mount` does itself.
    private func expectPreparation(_ run: Run) throws {
      let mounts = run.events("mount.attach")
      let whole = try #require(mounts.first)
      #expect(whole["mount.target"] == "/")
      #expect(whole["mount.flags"] == ["MS_REC", "MS_PRIVATE"])
      #expect(mounts[1]["mount.source"] == "lookback")
      #expect(mounts[1]["mount.target"] == .text(place))
      #expect(mounts[1]["mount.type"] == "tmpfs")
      let own = run.truth["mount_namespace"]
      #expect(mounts.allSatisfy { $0["namespace.mount"] == own })
      let leave = try #require(run.events("namespace.leave").first)
      #expect(leave["namespace.types"] == ["mnt"])
      #expect(leave["namespace.mount"] == own)
    }

    @Test func mount() throws {
      let run = try run("mount", "a name", place, "tmpfs", "6")
      try expectPreparation(run)
      let mount = try #require(run.events("mount.attach").last)
      #expect(run.events("mount.attach").count == 3)
      #expect(mount["mount.source"] == "a name")
      #expect(mount["mount.target"] == .text(place))
      #expect(mount["mount.type"] == "tmpfs")
      #expect(mount["mount.flags"] == ["MS_NOSUID", "MS_NODEV"])
      #expect(mount["mount.move_flags"] == .absent)
      #expect(mount["mount.call"] == "mount")
      #expect(mount["result"] == 0)
      #expect(mount["from_caller"] == ["mount.source", "mount.type", "mount.target"])
    }

    @Test func refused() throws {
      let run = try run("mount", "none", "\(place)/missing", "tmpfs", "0")
      let mount = try #require(run.events("mount.attach").last)
      #expect(mount["mount.target"] == .text("\(place)/missing"))
      #expect(mount["mount.flags"] == [])
      #expect(mount["result"] == .number(-ENOENT))
      #expect(mount["error"] == "ENOENT")
    }

    @Test func relativePath() throws {
      let below = try scratch.directory("place/below")
      let run = try sensor.run(
        "in-new-mount", scratch("place"), "rw", "in", scratch.path, "mount", "none", "place",
        "tmpfs", "1")
      let mount = try #require(run.events("mount.attach").last)
      #expect(mount["mount.target"] == .text(place))
      #expect(mount["mount.flags"] == ["MS_RDONLY"])
      #expect(mount["result"] == 0)
      _ = below
    }

    /// The kernel says where it is and what.
    @Test func byDescriptor() throws {
      let other = try scratch.directory("other/below")
      let run = try run("mount-by-descriptor", scratch("other"))
      #expect(run.truth["result"] == 0)
      let mount = try #require(run.events("mount.attach").last)
      #expect(mount["mount.call"] == "move_mount")
      #expect(mount["mount.source"] == "lookback-new")
      #expect(mount["mount.type"] == "tmpfs")
      #expect(mount["mount.target"] == .text(other))
      #expect(mount["mount.move_flags"] == ["MOVE_MOUNT_F_EMPTY_PATH"])
      #expect(mount["mount.flags"] == .absent)
      #expect(mount["result"] == 0)
      #expect(mount["from_caller"] == .absent)
    }

    @Test func moved() throws {
      let other = try scratch.directory("other")
      let run = try run("move-mount", place, other)
      let mount = try #require(run.events("mount.attach").last)
      #expect(mount["mount.call"] == "move_mount")
      #expect(mount["mount.source"] == .text(place))
      #expect(mount["mount.target"] == .text(other))
      #expect(mount["mount.type"] == .absent)
      #expect(mount["mount.move_flags"] == [])
      #expect(mount["result"] == 0)
      #expect(mount["from_caller"] == ["mount.source", "mount.target"])
    }

    @Test func detach() throws {
      let run = try run("unmount", place, "2")
      let detach = try #require(run.events("mount.detach").first)
      #expect(run.events("mount.detach").count == 1)
      #expect(detach["mount.target"] == .text(place))
      #expect(detach["mount.flags"] == ["MNT_DETACH"])
      #expect(detach["namespace.mount"] == run.truth["mount_namespace"])
      #expect(detach["result"] == 0)
      #expect(detach["from_caller"] == ["mount.target"])
    }

    @Test func detachOfNoMount() throws {
      let other = try scratch.directory("other")
      let run = try run("unmount", other, "0")
      let detach = try #require(run.events("mount.detach").first)
      #expect(detach["mount.flags"] == .absent)
      #expect(detach["result"] == .number(-EINVAL))
      #expect(detach["error"] == "EINVAL")
    }

    /// Whether it succeeds depends on what the root is.
    @Test func pivot() throws {
      let run = try run("in", place, "pivot", ".", ".")
      let pivot = try #require(run.events("mount.pivot").first)
      #expect(run.events("mount.pivot").count == 1)
      #expect(pivot["mount.target"] == ".")
      #expect(pivot["mount.old_root"] == ".")
      #expect(pivot["result"] == run.truth["result"])
      #expect(pivot["from_caller"] == ["mount.target", "mount.old_root"])
    }

    @Test func pivotRefused() throws {
      let run = try run("pivot", "\(place)/missing", "\(place)/old")
      let pivot = try #require(run.events("mount.pivot").first)
      #expect(pivot["mount.target"] == .text("\(place)/missing"))
      #expect(pivot["mount.old_root"] == .text("\(place)/old"))
      #expect(pivot["result"] == .number(-ENOENT))
      #expect(pivot["error"] == "ENOENT")
    }
  }
}
