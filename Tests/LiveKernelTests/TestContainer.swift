import Foundation

/// A container that a test has made: a root and a cgroup of its own, called as containerd calls one's.
///
/// Its users are other ones on the host: see `in-container` of the workload.
final class TestContainer {
  let id: String
  /// The cgroup from the root of its hierarchy on, as events have it.
  let cgroup: String
  private let root: Scratch
  private let cgroupDirectory: String
  /// The runtime's file about it, and what had to be made for that.
  private var made: [String] = []

  private static let tasks = "/run/containerd/io.containerd.runtime.v2.task"

  /// Makes it, with these users and groups; `mount` is where cgroups are made, version 2.
  init(mount: String, users: String, groups: String = "lookback-team:x:5:\n") throws {
    id = (0..<64).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
    cgroup = "/cri-containerd-\(id).scope"
    cgroupDirectory = mount + cgroup
    root = try Scratch()
    try root.directory("etc")
    try root.file("etc/passwd", users)
    try root.file("etc/group", groups)
    try root.directory("proc")
    for name in ["usr", "lib", "lib64", "bin"] {
      // Where the host has a link into /usr, so has the container.
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/\(name)") {
        try FileManager.default.createSymbolicLink(
          atPath: root(name), withDestinationPath: target)
      } else if access("/\(name)", F_OK) == 0 {
        try root.directory(name)
      }
    }
    guard mkdir(cgroupDirectory, 0o755) == 0 else { throw HarnessError(call: cgroupDirectory) }
  }

  deinit {
    rmdir(cgroupDirectory)
    for path in made.reversed() where unlink(path) != 0 { rmdir(path) }
  }

  /// Whether a containerd runs here, whose folders are not for tests.
  static var hasRuntime: Bool { access("/run/containerd", F_OK) == 0 }

  /// Writes what containerd would have written.
  func describe(_ annotations: [String: String]) throws {
    var folder = ""
    for name in "\(Self.tasks)/lookback-test/\(id)".split(separator: "/") {
      folder += "/\(name)"
      if mkdir(folder, 0o711) == 0 { made.append(folder) }
    }
    let path = "\(folder)/config.json"
    try JSONEncoder().encode(["annotations": annotations]).write(to: URL(filePath: path))
    made.append(path)
  }

  /// Runs a script in it as one of its users.
  func start(uid: Int, script: String) throws -> ChildProcess {
    try ChildProcess(
      workload: ["in-container", root.path, cgroupDirectory, "\(uid)", "/bin/sh", "-c", script])
  }
}
