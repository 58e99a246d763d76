import Testing

@testable import Sensor

/// What files of /proc and /sys say, read from others than this host's.
@Suite struct HostFactsTests {
  @Test("All that a healthy host says")
  func healthy() throws {
    let facts = try FakeHost().facts
    #expect(facts.kernel.description == "6.1.0-28-amd64")
    #expect(facts.preemption == "PREEMPT_DYNAMIC")
    #expect(facts.types == .at("/sys/kernel/btf/vmlinux"))
    #expect(facts.lockdown == .mode("none"))
    #expect(facts.securityModules == ["lockdown", "capability", "bpf"])
    #expect(facts.countsRuns == false)
    #expect(facts.isRoot)
    #expect(facts.capabilities?.missing == [])
    #expect(facts.mounts.cgroupVersion == .v2)
    #expect(facts.refusal() == nil)
  }

  @Test(
    "Releases are compared as numbers",
    arguments: [
      ("5.8.0", false), ("5.8", false), ("5.10.0-28-amd64", false), ("6.18.44-fc", false),
      ("10.0", false), ("5.8-rc1", false), ("5.7.19", true), ("5.4.0-150-generic", true),
      ("4.19.0", true), ("3.10.0-1160.el7.x86_64", true), ("x", true),
    ])
  func releases(_ text: String, _ isOld: Bool) {
    #expect((KernelRelease(text) < .floor) == isOld)
  }

  @Test("An old kernel is refused first of all, whatever else is wrong")
  func tooOld() throws {
    let host = try FakeHost([
      "/proc/sys/kernel/osrelease": "5.4.0\n", "/sys/kernel/btf/vmlinux": nil,
      "/proc/self/status": FakeHost.status(user: 1000, capabilities: "0"),
    ])
    #expect(
      host.facts.refusal()?.description
        == "Linux 5.4.0 has no BPF ring buffer; Lookback needs 5.8 or later")
  }

  @Test("Then rights: root, and what root is good for")
  func rights() throws {
    let user = FakeHost.status(user: 1000, capabilities: "0")
    #expect(
      try FakeHost(["/proc/self/status": user, "/sys/kernel/btf/vmlinux": nil]).facts.refusal()
        == .notRoot)
    let container = FakeHost.status(user: 0, capabilities: "00000000a80425fb")
    #expect(
      try FakeHost(["/proc/self/status": container]).facts.refusal()
        == .withoutCapabilities(["CAP_SYS_ADMIN", "CAP_BPF", "CAP_PERFMON"]))
    // CAP_BPF and CAP_PERFMON
    let narrow = FakeHost.status(user: 0, capabilities: "000000c000000000")
    let facts = try FakeHost(["/proc/self/status": narrow]).facts
    #expect(facts.refusal() == nil)
    #expect(facts.capabilities?.missing == ["CAP_SYS_ADMIN"])
  }

  @Test(
    "Lockdown", arguments: [("none", false), ("integrity", false), ("confidentiality", true)])
  func lockdown(_ mode: String, _ forbids: Bool) throws {
    let line = ["none", "integrity", "confidentiality"].map { $0 == mode ? "[\($0)]" : $0 }
    let host = try FakeHost(["/sys/kernel/security/lockdown": line.joined(separator: " ") + "\n"])
    #expect(host.facts.lockdown == .mode(mode))
    #expect(host.facts.refusal() == (forbids ? .lockedDown : nil))
  }

  @Test("Without securityfs nothing is known of lockdown; without the file there is none")
  func noLockdown() throws {
    let lockdown = "/sys/kernel/security/lockdown"
    let unmounted = try FakeHost([lockdown: nil, "/sys/kernel/security/lsm": nil]).facts
    #expect(unmounted.lockdown == .unknown)
    #expect(unmounted.securityModules == nil)
    #expect(unmounted.refusal() == nil)
    #expect(try FakeHost([lockdown: nil]).facts.lockdown == .absent)
  }

  @Test("A kernel without type information is told what it lacks, and what --btf cannot mend")
  func withoutTypes() throws {
    let facts = try FakeHost(["/sys/kernel/btf/vmlinux": nil]).facts
    #expect(facts.types == .missing)
    let plain = try #require(facts.refusal()?.description)
    #expect(plain.contains("CONFIG_DEBUG_INFO_BTF") && plain.contains("/sys/kernel/btf/vmlinux"))
    #expect(!plain.contains("--btf"))
    let given = try #require(facts.refusal(typesFile: "/some/file")?.description)
    #expect(given.contains("--btf cannot mend that"))
  }

  @Test("Type information that is only hidden can be shown")
  func hiddenTypes() throws {
    let types: [String: String?] = ["/sys/kernel/btf/vmlinux": nil]
    let noSysfs = try FakeHost(types.merging(["/sys/kernel/uevent_seqnum": nil]) { $1 }).facts
    #expect(noSysfs.types == .hidden)
    #expect(noSysfs.refusal()?.description.contains("mount -t sysfs") == true)
    let given = try #require(noSysfs.refusal(typesFile: "/file")?.description)
    #expect(given.contains("/boot/vmlinux-6.1.0-28-amd64"))
    let emptied = try FakeHost(types.merging(["/sys/kernel/btf/other": ""]) { $1 }).facts
    #expect(emptied.types == .hidden)
    let boot = try FakeHost(types.merging(["/boot/vmlinux-6.1.0-28-amd64": ""]) { $1 }).facts
    #expect(boot.types == .at("/boot/vmlinux-6.1.0-28-amd64"))
    #expect(boot.refusal() == nil)
  }

  @Test("A file for --btf has to be one")
  func typesFile() throws {
    let facts = try FakeHost().facts
    let text = try #require(facts.refusal(typesFile: "/proc/self/status")?.description)
    #expect(text.hasPrefix("--btf /proc/self/status: this is neither type information"))
    let missing = try #require(facts.refusal(typesFile: "/no/such/file")?.description)
    #expect(missing == "--btf /no/such/file: No such file or directory")
  }

  @Test("Without /proc nothing can be told, and that is said")
  func withoutProc() throws {
    let facts = HostFacts(below: "/no/such/folder")
    #expect(facts.refusal()?.description == "/proc is not there: mount -t proc proc /proc")
  }

  @Test("Mounts and cgroups")
  func mounts() {
    let hybrid = Mounts(
      """
      cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0
      cgroup2 /sys/fs/cgroup/a\\040b cgroup2 rw 0 0
      tracefs /sys/kernel/tracing tracefs rw 0 0
      tracefs /other tracefs rw 0 0
      broken
      """)
    #expect(hybrid.cgroupVersion == .hybrid)
    #expect(hybrid.place(of: "cgroup2") == "/sys/fs/cgroup/a b")
    #expect(hybrid.place(of: "tracefs") == "/sys/kernel/tracing")
    #expect(hybrid.place(of: "bpf") == nil)
    #expect(Mounts("cgroup /c cgroup rw 0 0").cgroupVersion == .v1)
    #expect(Mounts("").cgroupVersion == .none)
  }

  @Test("Which files of logins are there is told, and what is missed without them")
  func loginFiles() throws {
    func text(_ host: HostFacts) -> String? {
      HostText(host).lines.first { $0.hasPrefix("login records") }
    }
    let none = try FakeHost().facts
    #expect(none.loginFiles == [])
    #expect(text(none)?.contains("none; without /var/log/btmp, /var/log/wtmp logins") == true)
    let both = try FakeHost(["/var/log/btmp": "", "/var/log/wtmp": ""]).facts
    #expect(both.loginFiles == [.btmp, .wtmp])
    #expect(
      text(both)?.hasSuffix("/var/log/btmp, /var/log/wtmp: for logins without Linux-PAM") == true)
  }

  @Test("Other tools are known by their processes' names")
  func tools() throws {
    let host = try FakeHost([
      "/proc/17/comm": "auditd\n", "/proc/9/comm": "tetragon\n", "/proc/8/comm": "bash\n",
      "/proc/7/comm": "systemd\n",
    ])
    #expect(RunningTool.all(below: host.root).map(\.name) == ["Tetragon", "auditd"])
    #expect(RunningTool.all(below: "/no/such/folder") == [])
  }
}
