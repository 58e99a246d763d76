import Foundation

@testable import Sensor

/// A folder with the files of /proc and /sys that tell about a host.
struct FakeHost: ~Copyable {
  let root: String

  /// A host on which nothing is wrong, but for these files; nil: without that file.
  init(_ changes: [String: String?] = [:]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    root = folder.path(percentEncoded: false)
    var files: [String: String?] = [
      "/proc/sys/kernel/osrelease": "6.1.0-28-amd64\n",
      "/proc/sys/kernel/version": "#1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 (2024-11-22)\n",
      "/proc/sys/kernel/bpf_stats_enabled": "0\n",
      "/proc/self/status": Self.status(user: 0, capabilities: "000001ffffffffff"),
      "/proc/mounts": "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n",
      "/sys/kernel/uevent_seqnum": "1\n",
      "/sys/kernel/btf/vmlinux": "",
      "/sys/kernel/security/lockdown": "[none] integrity confidentiality\n",
      "/sys/kernel/security/lsm": "lockdown,capability,bpf",
    ]
    files.merge(changes) { _, change in change }
    for (path, text) in files {
      guard let text else { continue }
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  var facts: HostFacts { HostFacts(below: root) }

  /// The lines of /proc/PID/status that count.
  static func status(user: Int, capabilities: String) -> String {
    "Name:\tlookback\nUid:\t1000\t\(user)\t0\t0\nCapEff:\t\(capabilities)\n"
  }
}
