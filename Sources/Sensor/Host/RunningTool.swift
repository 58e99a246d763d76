import Capture
import Glibc

/// A process that looks at what the host does, as this program does.
public struct RunningTool: Sendable, Equatable {
  /// What it is, such as `Tetragon`.
  public var name: String
  /// What having it here as well means.
  public var meaning: String
  /// Its process number.
  public var pid: Int32

  /// By the names of processes, as /proc/PID/comm has them: cut to 15 bytes.
  private static let known: [String: (name: String, meaning: String)] = [
    "auditd": ("auditd", "independent of BPF; every system call pays for both"),
    "tetragon": ("Tetragon", observer), "falco": ("Falco", observer),
    "tracee": ("Tracee", observer), "tracee-ebpf": ("Tracee", observer),
    "sysmon": ("Sysmon for Linux", observer),
    "system-probe": ("Datadog", observer), "security-agent": ("Datadog", observer),
    "auditbeat": ("Auditbeat", observer), "elastic-endpoin": ("Elastic Defend", observer),
    "falcon-sensor-b": ("CrowdStrike Falcon", observer), "osqueryd": ("osquery", observer),
    "bpftrace": ("bpftrace", observer), "kunai": ("Kunai", observer),
    "lookback": ("another Lookback", observer),
    "lookback-ending": ("a Lookback that has ended", "its programs are detached within seconds"),
  ]
  private static let observer = "works beside it; every call that both look at pays for both"

  /// Those that run below a root other than "", for tests.
  static func all(below root: String) -> [RunningTool] {
    guard let directory = opendir(root + "/proc") else { return [] }
    defer { closedir(directory) }
    var tools: [RunningTool] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let pid = Int32(name), pid != getpid(),
        let comm = try? readWholeFile("\(root)/proc/\(name)/comm"),
        let (tool, meaning) = known[String(comm.prefix { $0 != "\n" })]
      else { continue }
      tools.append(RunningTool(name: tool, meaning: meaning, pid: pid))
    }
    return tools.sorted { $0.pid < $1.pid }
  }
}
