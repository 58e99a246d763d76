import Foundation
import Testing

@testable import Enrichment

/// The files that each runtime leaves, as the runtimes write them.
@Suite(.needsRoot) struct ContainerReaderTests {
  private static let id = FakeRuntimes.id
  /// A container that no file knows.
  private static let third = String(repeating: "3", count: 64)
  private let host: FakeRuntimes

  init() throws {
    host = try FakeRuntimes()
  }

  private static let docker = """
    {"StreamConfig":{},"State":{"Running":true,"Pid":4711,"StartedAt":"2026-01-02T03:04:06Z"},
     "ID":"\(id)","Created":"2026-01-02T03:04:05.123456789Z","Path":"nginx","Args":["-g"],
     "Config":{"Hostname":"web","Env":["PASSWORD=geheim"],"Image":"nginx:1.27","Labels":{
       "com.docker.compose.service":"web","maintainer":"\\u00e4"}},
     "Image":"sha256:4bb46517cac3","Name":"/web-1","RestartCount":0}
    """

  private static let dockerTold = ToldContainer(
    runtime: .docker, name: "web-1", image: "nginx:1.27", imageID: "sha256:4bb46517cac3",
    labels: ["com.docker.compose.service=web", "maintainer=ä"],
    created: "2026-01-02T03:04:05.123456789Z")

  @Test(
    "Docker's, also where the cgroup does not name it",
    arguments: [ContainerRuntime.docker, .unknown])
  func docker(_ runtime: ContainerRuntime) throws {
    try host.write("var/lib/docker/containers/\(Self.id)/config.v2.json", Self.docker)
    let info = try host.read(runtime)
    #expect(ToldContainer(info) == Self.dockerTold)
    #expect(info.userID == nil && info.container.runtime == runtime)
  }

  @Test("Docker's of a user")
  func rootlessDocker() throws {
    let path = "\(FakeRuntimes.home)/.local/share/docker/containers/\(Self.id)/config.v2.json"
    try host.write(path, Self.docker, owner: FakeRuntimes.user)
    let info = try host.read(.docker, userID: FakeRuntimes.user)
    #expect(ToldContainer(info) == Self.dockerTold)
    #expect(info.userID == FakeRuntimes.user)
    #expect(throws: ContainerFailure.absent) { try host.read(.docker) }
  }

  @Test("Docker's under Kubernetes: the name is the one in the pod")
  func dockerInPod() throws {
    let text = """
      {"Config":{"Labels":{"io.kubernetes.container.name":"app","io.kubernetes.pod.name":"app-7d9",
       "io.kubernetes.pod.namespace":"shop","io.kubernetes.pod.uid":"u-1"}},
       "ID":"\(Self.id)","Name":"/k8s_app_app-7d9_shop_u-1_0"}
      """
    try host.write("var/lib/docker/containers/\(Self.id)/config.v2.json", text)
    let told = ToldContainer(try host.read(.docker))
    #expect(told.name == "app" && told.pod == ["app-7d9", "shop", "u-1"])
  }

  @Test("A file that is about another container is not this one's")
  func otherID() throws {
    let text = Self.docker.replacing(Self.id, with: FakeRuntimes.other)
    try host.write("var/lib/docker/containers/\(Self.id)/config.v2.json", text)
    #expect(throws: ContainerFailure.absent) { try host.read(.docker) }
  }

  private static func storageList(_ name: String, metadata: String) -> String {
    let quoted = metadata.replacing("\"", with: "\\\"")
    return """
      [{"id":"\(FakeRuntimes.other)","names":["other"],"image":"x","metadata":"{}"},
       {"id":"\(id)","names":["\(name)"],"image":"7a5d","layer":"99","metadata":"\(quoted)",
        "created":"2026-01-02T03:04:05.1Z","flags":{"MountLabel":""}}]
      """
  }

  private static let podman = """
    {"image-name":"localhost/box:latest","image-id":"7a5d","name":"box","created-at":1767323045}
    """
  private static let podmanTold = ToldContainer(
    runtime: .podman, name: "box", image: "localhost/box:latest", imageID: "7a5d",
    created: "2026-01-02T03:04:05.1Z")

  @Test(
    "Podman's, whatever it stores files with, and whether it is to last",
    arguments: ["overlay", "vfs", "btrfs", "zfs"], ["containers", "volatile-containers"])
  func podman(_ driver: String, _ list: String) throws {
    try host.write(
      "var/lib/containers/storage/\(driver)-containers/\(list).json",
      Self.storageList("box", metadata: Self.podman))
    #expect(ToldContainer(try host.read(.podman)) == Self.podmanTold)
    #expect(ToldContainer(try host.read(.unknown)) == Self.podmanTold)
    #expect(throws: ContainerFailure.absent) { try host.read(.podman, Self.third) }
  }

  @Test("Podman's of a user: only in the home, never root's")
  func rootlessPodman() throws {
    let list = Self.storageList("box", metadata: Self.podman)
    try host.write("var/lib/containers/storage/overlay-containers/containers.json", list)
    #expect(throws: ContainerFailure.absent) { try host.read(.podman, userID: FakeRuntimes.user) }
    try host.write(
      "\(FakeRuntimes.home)/.local/share/containers/storage/overlay-containers/containers.json",
      list.replacing("\"box\"", with: "\"hers\""), owner: FakeRuntimes.user)
    #expect(try host.read(.podman, userID: FakeRuntimes.user).name == Array("hers".utf8))
    #expect(try host.read(.podman).name == Array("box".utf8))
    #expect(throws: ContainerFailure.absent) { try host.read(.podman, userID: 1_001) }
  }

  @Test("CRI-O's")
  func crio() throws {
    let containers = "var/lib/containers/storage/overlay-containers"
    let metadata =
      #"{"pod-name":"p","pod-id":"u","image-name":"","image-id":"7a5d","name":"k8s_app"}"#
    try host.write("\(containers)/containers.json", Self.storageList("k8s_app", metadata: metadata))
    try host.write(
      "\(containers)/\(Self.id)/userdata/config.json",
      """
      {"ociVersion":"1.0.2","process":{"args":["a"],"env":["PASSWORD=geheim"]},"annotations":{
       "io.kubernetes.container.name":"app","io.kubernetes.pod.name":"app-7d9",
       "io.kubernetes.pod.namespace":"shop","io.kubernetes.pod.uid":"u-1",
       "io.kubernetes.cri-o.ImageName":"quay.io/app:2","io.kubernetes.cri-o.ImageRef":"quay.io/app@sha256:1",
       "io.kubernetes.cri-o.Labels":"{\\"tier\\":\\"front\\"}",
       "io.kubernetes.cri-o.Created":"2026-01-02T03:04:05.5Z"}}
      """)
    #expect(
      ToldContainer(try host.read(.crio))
        == ToldContainer(
          runtime: .crio, name: "app", image: "quay.io/app:2", imageID: "quay.io/app@sha256:1",
          labels: ["tier=front"], pod: ["app-7d9", "shop", "u-1"], created: "2026-01-02T03:04:05.5Z"
        ))
  }

  @Test(
    "containerd's: of Kubernetes, also in k3s", arguments: ["run/containerd", "run/k3s/containerd"])
  func containerd(_ place: String) throws {
    let tasks = "\(place)/io.containerd.runtime.v2.task"
    try host.write("\(tasks)/default/\(FakeRuntimes.other)/config.json", "{}")
    try host.write(
      "\(tasks)/k8s.io/\(Self.id)/config.json",
      """
      {"annotations":{"io.kubernetes.cri.container-name":"app","io.kubernetes.cri.container-type":"container",
       "io.kubernetes.cri.image-name":"docker.io/library/app:3","io.kubernetes.cri.sandbox-id":"s",
       "io.kubernetes.cri.sandbox-name":"app-7d9","io.kubernetes.cri.sandbox-namespace":"shop",
       "io.kubernetes.cri.sandbox-uid":"u-1"},"linux":{}}
      """)
    #expect(
      ToldContainer(try host.read(.containerd))
        == ToldContainer(
          runtime: .containerd, name: "app", image: "docker.io/library/app:3",
          pod: ["app-7d9", "shop", "u-1"]))
  }

  @Test("containerd's: of nerdctl, in a namespace of any name")
  func nerdctl() throws {
    try host.write(
      "run/containerd/io.containerd.runtime.v2.task/build kit/\(Self.id)/config.json",
      #"{"annotations":{"nerdctl/name":"box","nerdctl/namespace":"build kit"}}"#)
    #expect(
      ToldContainer(try host.read(.containerd)) == ToldContainer(runtime: .containerd, name: "box"))
  }

  @Test("LXC's and nspawn's ids are their names", arguments: [ContainerRuntime.lxc, .nspawn])
  func names(_ runtime: ContainerRuntime) throws {
    #expect(
      ToldContainer(try host.read(runtime, "web 1"))
        == ToldContainer(runtime: runtime, name: "web 1"))
  }

  @Test(
    "An id that is none becomes no path",
    arguments: ["..", "", "a/b", String(repeating: "/", count: 64)])
  func noID(_ id: String) {
    for runtime in [ContainerRuntime.docker, .podman, .containerd, .unknown] {
      #expect(throws: ContainerFailure.absent) { try host.read(runtime, id) }
    }
  }

  @Test("Whose a container is the kernel knows where the cgroup does not", .needsNamespaces)
  func namespaceOwner() throws {
    // The user namespace is root's: no user's home is looked into.
    let box = try WaitingProcess("unshare", ["--user"])
    defer { box.end() }
    var reader = host.reader
    reader.processes = "/proc"
    try host.write("var/lib/docker/containers/\(Self.id)/config.v2.json", Self.docker)
    let key = ContainerRequest.Key(
      container: Container(runtime: .docker, id: Array(Self.id.utf8)), userID: nil)
    #expect(try reader.read(ContainerRequest(key, process: box.pid)).userID == nil)
    // One that a user has made is the user's.
    let hers = try WaitingProcess(
      "setpriv", ["--reuid=1000", "--clear-groups", "unshare", "--user"])
    defer { hers.end() }
    #expect(throws: ContainerFailure.absent) {
      try reader.read(ContainerRequest(key, process: hers.pid))
    }
    let path = "\(FakeRuntimes.home)/.local/share/docker/containers/\(Self.id)/config.v2.json"
    try host.write(path, Self.docker, owner: FakeRuntimes.user)
    #expect(try reader.read(ContainerRequest(key, process: hers.pid)).userID == FakeRuntimes.user)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, visibly, for who cannot give files to others.
  static var needsRoot: Self {
    .enabled("needs root, to give files to a user") { geteuid() == 0 }
  }
}
