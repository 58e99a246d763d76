import TestSupport
import Testing

@testable import Enrichment

/// Paths as hosts have them, and such as somebody could make.
@Suite struct CgroupIdentityTests {
  static let id = String(repeating: "0123456789abcdef", count: 4)
  static let other = String(repeating: "fedcba9876543210", count: 4)
  static let pod = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
  static let podInSlice = "9b1deb4d_3b7d_4bad_9bdd_2b0d7b3dcb6d"
  static let staticPod = "5f3a9c0e1d2b4a687c8e9f0a1b2c3d4e"

  @Test(
    "Units, slices and users",
    arguments: [
      Expected("/"),
      Expected(""),
      Expected("/init.scope", unit: "init.scope"),
      Expected("/system.slice", slice: "system.slice"),
      Expected("/system.slice/ssh.service", unit: "ssh.service", slice: "system.slice"),
      Expected(
        "/system.slice/system-getty.slice/getty@tty1.service", unit: "getty@tty1.service",
        slice: "system-getty.slice"),
      Expected(
        "/system.slice/systemd-udevd.service/udev", unit: "systemd-udevd.service",
        slice: "system.slice"),
      Expected("/system.slice/boot.mount", unit: "boot.mount", slice: "system.slice"),
      Expected("/system.slice/_cpu.service", unit: "cpu.service", slice: "system.slice"),
      Expected(
        "/user.slice/user-1000.slice/session-3.scope", unit: "session-3.scope",
        slice: "user-1000.slice", user: 1000),
      Expected(
        "/user.slice/user-1000.slice/user@1000.service/init.scope", unit: "user@1000.service",
        userUnit: "init.scope", slice: "user-1000.slice", user: 1000),
      Expected(
        "/user.slice/user-1000.slice/user@1000.service/app.slice/app-editor.scope/tab",
        unit: "user@1000.service", userUnit: "app-editor.scope", slice: "user-1000.slice",
        user: 1000),
      Expected("/user.slice/user-0.slice", slice: "user-0.slice", user: 0),
      Expected("/user.slice/user-00.slice", slice: "user-00.slice"),
      Expected(
        "/user.slice/user-4294967294.slice", slice: "user-4294967294.slice", user: 4_294_967_294),
      Expected("/user.slice/user-4294967295.slice", slice: "user-4294967295.slice"),
      Expected("/user.slice/user-99999999999.slice", slice: "user-99999999999.slice"),
      Expected("/user.slice/user-.slice", slice: "user-.slice"),
      Expected("/user.slice/user-1x.slice", slice: "user-1x.slice"),
      Expected("/../../system.slice/a.service", unit: "a.service", slice: "system.slice"),
      Expected("//system.slice//a.service/", unit: "a.service", slice: "system.slice"),
      // Only slices can be around a unit.
      Expected("/mine/a.service"), Expected("/.service"), Expected("/.slice/x"),
    ])
  func units(_ expected: Expected) {
    expected.check()
  }

  @Test(
    "Docker, containerd and CRI-O",
    arguments: [
      Expected("/docker/\(id)", .docker, id),
      Expected("/docker/\(id)/init.scope", .docker, id),
      Expected(
        "/system.slice/docker-\(id).scope", .docker, id, unit: "docker-\(id).scope",
        slice: "system.slice"),
      Expected("/actions_job/\(id)", .unknown, id),
      Expected("/\(id)", .unknown, id),
      Expected("/default/\(id)", .unknown, id),
      Expected(
        "/system.slice/nerdctl-\(id).scope", .containerd, id, unit: "nerdctl-\(id).scope",
        slice: "system.slice"),
      // a host's manager inside a container says nothing of the host's units
      Expected("/docker/\(id)/system.slice/ssh.service", .docker, id),
      Expected("/docker/\(id)/user.slice/user-1000.slice/session-1.scope", .docker, id),
      Expected(
        "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod\(podInSlice).slice/"
          + "cri-containerd-\(id).scope", .containerd, id, pod: pod,
        unit: "cri-containerd-\(id).scope", slice: "kubepods-burstable-pod\(podInSlice).slice"),
      Expected(
        "/kubepods.slice/kubepods-pod\(podInSlice).slice/docker-\(id).scope", .docker, id,
        pod: pod, unit: "docker-\(id).scope", slice: "kubepods-pod\(podInSlice).slice"),
      Expected("/kubepods/besteffort/pod\(pod)/\(id)", .unknown, id, pod: pod),
      Expected("/kubepods/pod\(staticPod)/\(id)", .unknown, id, pod: staticPod),
      Expected("/kubepods/burstable/pod\(pod)", pod: pod),
      Expected(
        "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod\(podInSlice).slice/"
          + "crio-\(id).scope/container", .crio, id, pod: pod, unit: "crio-\(id).scope",
        slice: "kubepods-besteffort-pod\(podInSlice).slice"),
      Expected(
        "/kubepods.slice/kubepods-pod\(podInSlice).slice/crio-conmon-\(id).scope", pod: pod,
        unit: "crio-conmon-\(id).scope", slice: "kubepods-pod\(podInSlice).slice"),
      Expected("/kubepods/burstable/pod\(pod)/crio-\(id)", .crio, id, pod: pod),
      Expected("/kubepods/burstable/pod\(pod)/crio-conmon-\(id)", pod: pod),
      Expected(
        "/system.slice/containerd.service/kubepods-besteffort-pod\(podInSlice).slice"
          + ":cri-containerd:\(id)", .containerd, id, pod: pod, unit: "containerd.service",
        slice: "system.slice"),
      // Kubernetes in Docker
      Expected(
        "/docker/\(other)/kubelet.slice/kubelet-kubepods.slice/"
          + "kubelet-kubepods-pod\(podInSlice).slice/cri-containerd-\(id).scope",
        .containerd, id, pod: pod),
      Expected("/docker/\(other)/kubelet/kubepods/pod\(pod)/\(id)", .unknown, id, pod: pod),
      Expected("/docker/\(other)/docker/\(id)", .docker, id),
      Expected("/pod\(pod)/x"),
      Expected("/kubepods/pod\(pod)0/x"), Expected("/kubepods/pod123/x"),
    ])
  func runtimes(_ expected: Expected) {
    expected.check()
  }

  @Test(
    "Podman",
    arguments: [
      Expected(
        "/machine.slice/libpod-\(id).scope/container", .podman, id, unit: "libpod-\(id).scope",
        slice: "machine.slice"),
      Expected(
        "/machine.slice/libpod-conmon-\(id).scope", unit: "libpod-conmon-\(id).scope",
        slice: "machine.slice"),
      Expected(
        "/machine.slice/machine-libpod_pod_\(other).slice/libpod-\(id).scope/container", .podman,
        id, unit: "libpod-\(id).scope", slice: "machine-libpod_pod_\(other).slice"),
      Expected("/libpod_parent/libpod-\(id)", .podman, id),
      Expected("/libpod_parent/libpod-\(id)/ctr", .podman, id),
      Expected("/libpod_parent/libpod-conmon-\(id)"),
      Expected("/libpod_parent/conmon"),
      Expected("/libpod_parent/\(other)/conmon"),
      Expected("/libpod_parent/\(other)/libpod-\(id)", .podman, id),
      Expected(
        "/user.slice/user-1001.slice/user@1001.service/user.slice/libpod-\(id).scope/container",
        .podman, id, unit: "user@1001.service", userUnit: "libpod-\(id).scope",
        slice: "user-1001.slice", user: 1001),
      Expected(
        "/system.slice/web.service/libpod-payload-\(id)", .podman, id, unit: "web.service",
        slice: "system.slice"),
      Expected("/system.slice/web.service/runtime", unit: "web.service", slice: "system.slice"),
      // Docker in podman, watched from there
      Expected("/docker/\(other)/libpod-conmon-\(id).scope", .docker, other),
    ])
  func podman(_ expected: Expected) {
    expected.check()
  }

  @Test(
    "systemd-nspawn and LXC",
    arguments: [
      Expected(
        "/machine.slice/systemd-nspawn@box.service/payload/system.slice/ssh.service", .nspawn,
        "box", unit: "systemd-nspawn@box.service", slice: "machine.slice"),
      Expected(
        "/machine.slice/systemd-nspawn@my\\x2dbox.service", .nspawn, "my-box",
        unit: "systemd-nspawn@my\\x2dbox.service", slice: "machine.slice"),
      Expected(
        "/machine.slice/systemd-nspawn@box.service/supervisor",
        unit: "systemd-nspawn@box.service", slice: "machine.slice"),
      Expected(
        "/docker/\(id)/systemd-nspawn@box.service/supervisor", .docker, id),
      Expected("/docker/\(id)/supervisor", .docker, id),
      Expected(
        "/machine.slice/systemd-nspawn@.service", unit: "systemd-nspawn@.service",
        slice: "machine.slice"),
      Expected(
        "/machine.slice/machine-my\\x2dbox.scope", .nspawn, "my-box",
        unit: "machine-my\\x2dbox.scope", slice: "machine.slice"),
      Expected(
        "/machine.slice/machine-a\\x2\\xZZ\\x2D\\.scope", .nspawn, "a\\x2\\xZZ\\x2D\\",
        unit: "machine-a\\x2\\xZZ\\x2D\\.scope", slice: "machine.slice"),
      Expected(
        "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator",
        unit: "machine-qemu\\x2d1\\x2dvm.scope", slice: "machine.slice"),
      Expected(
        "/machine.slice/machine-qemu\\x2dbox.scope", .nspawn, "qemu-box",
        unit: "machine-qemu\\x2dbox.scope", slice: "machine.slice"),
      Expected(
        "/machine.slice/machine-lxc\\x2d12\\x2dthe\\x2dbox.scope", .lxc, "the-box",
        unit: "machine-lxc\\x2d12\\x2dthe\\x2dbox.scope", slice: "machine.slice"),
      Expected("/lxc/box", .lxc, "box"), Expected("/lxc/box/init.scope", .lxc, "box"),
      Expected("/lxc"), Expected("/lxc.payload."),
      Expected("/lxc.payload.box/system.slice/ssh.service", .lxc, "box"),
      Expected("/lxc.payload/box", .lxc, "box"),
      Expected("/lxc.monitor.box"), Expected("/lxc.monitor/box"),
      Expected("/lxc/box/docker/\(id)", .docker, id),
      Expected("/docker/\(id)/lxc/box", .lxc, "box"),
    ])
  func machines(_ expected: Expected) {
    expected.check()
  }

  @Test(
    "Near misses",
    arguments: [
      "/docker/\(id.dropLast())", "/docker/\(id)0", "/docker/\(id.uppercased())",
      "/docker/\(id.dropLast())g", "/docker/\(id).scope", "/docker-\(id.dropLast()).scope",
      "/docker-\(id)0.scope", "/docker_\(id).scope", "/dockerx-\(id).scope", "/-\(id).scope",
      "/\(id).scope", "/docker-\(id).scop", "/docker-\(id).service", "/libpod-\(id)/..x/\(id)x",
      "/x:docker:\(id.dropLast())", "/docker:\(id)", "/docker/\(id.dropLast())\u{0}",
    ])
  func nearMisses(_ path: String) {
    let container = CgroupIdentity(path).container
    #expect(container == nil || path.hasPrefix("/libpod-\(Self.id)/"))
  }

  @Test("What a user has made below their slice comes with the user's number")
  func forged() {
    let path = "/user.slice/user-1000.slice/user@1000.service/app.slice/a.service/docker/\(Self.id)"
    let identity = CgroupIdentity(path)
    #expect(identity.container == Container(runtime: .docker, id: Array(Self.id.utf8)))
    #expect(identity.userID == 1000)
    let second = CgroupIdentity("\(path)/system.slice/user-0.slice/sshd.service")
    #expect(second == identity)
  }

  @Test("Any bytes, of any length")
  func anyBytes() {
    let hostile: [UInt8] = Array("/lxc/".utf8) + [0, 0xff, 0x0a, 0x80]
    #expect(CgroupIdentity(path: hostile.span).container?.id == [0, 0xff, 0x0a, 0x80])
    for part in ["/", "a", "/docker/\(Self.id)", "/x.slice", "\\x2d", "/kubepods-pod", ":docker:"] {
      let path = Array(String(repeating: part, count: 4096).utf8)
      _ = CgroupIdentity(path: path.span)
      let longest = path.prefix(4096)
      _ = CgroupIdentity(path: longest.span)
    }
  }

  @Test("Random paths: never a crash, the same answer again, and no say for what is further down")
  func fuzz() {
    var generator = Generator(seed: 21)
    for _ in 0..<1_000 {
      let path = Self.randomPath(using: &generator)
      let whole = CgroupIdentity(path: path.span)
      #expect(whole == CgroupIdentity(path: path.span))
      for end in path.indices {
        let part = path[..<end]
        let cut = CgroupIdentity(path: part.span)
        // At a border a part is a path itself: what its unit is, nothing below it can change.
        guard path[end] == UInt8(ascii: "/"), let unit = cut.unit else { continue }
        #expect(unit == whole.unit && cut.slice == whole.slice && cut.userID == whole.userID)
        if let userUnit = cut.userUnit { #expect(userUnit == whole.userUnit) }
      }
    }
  }

  private static func randomPath(using generator: inout Generator) -> [UInt8] {
    let pieces = [
      "/", "/", "/", "docker", "docker-", id, other, ".scope", ".service", ".slice", "kubepods",
      "-pod", "pod", podInSlice, pod, "crio-", "conmon-", "libpod-", "libpod_parent", "lxc",
      "lxc.payload.", "machine-", "systemd-nspawn@", "supervisor", "\\x2d", "qemu", "user-",
      "1000", "user@", "system", "..", "_", ":docker:", ":", "x",
    ]
    var path: [UInt8] = []
    for _ in 0..<Int.random(in: 0...24, using: &generator) {
      if Int.random(in: 0..<8, using: &generator) == 0 {
        path.append(UInt8.random(in: 0...255, using: &generator))
      } else {
        path += Array((pieces.randomElement(using: &generator) ?? "").utf8)
      }
    }
    return path
  }
}
