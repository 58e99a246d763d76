public import Capture
import Glibc
import SystemPackage

/// What is known about this host before anything is loaded.
public struct HostFacts: Sendable {
  /// The kernel's release.
  public var kernel: KernelRelease
  /// How the kernel was built, as `uname -v` prints it.
  public var build: String
  /// Where its type information is.
  public var types: TypeInformation
  /// How far it protects itself from root.
  public var lockdown: Lockdown
  /// Its security modules, in their order; nil: securityfs, which tells, is not mounted.
  public var securityModules: [String]?
  /// Which file systems are where.
  public var mounts: Mounts
  /// kernel.bpf_stats_enabled; nil: not known.
  public var countsRuns: Bool?
  /// Whether this process is root.
  public var isRoot: Bool
  /// What this process may do; nil: not known.
  public var capabilities: Capabilities?
  /// Whether processes have the numbers here that they have for the kernel; nil: not known.
  public var isInInitialPIDNamespace: Bool?
  /// The BPF programs that were loaded before; nil: this process may not know.
  public var programs: [LoadedProgram]?
  /// The files that are there of those in which programs note logins.
  public var loginFiles: [LoginFile] = []
  /// Other processes that look at what the host does.
  public var tools: [RunningTool] = []

  /// How a task is interrupted in the kernel, such as PREEMPT_DYNAMIC; nil: the build does not say.
  public var preemption: String? {
    build.split(separator: " ").first { $0.hasPrefix("PREEMPT") }.map(String.init)
  }

  /// This host's.
  ///
  /// - Parameter neighbours: whether to look for others who look at the host as well: that takes as
  ///   long as the host has processes.
  /// - Returns: what can be found out; whatever cannot is missing, and nothing fails.
  public static func current(neighbours: Bool = false) -> HostFacts {
    var facts = HostFacts(below: "")
    if neighbours {
      facts.programs = try? LoadedProgram.all()
      facts.tools = RunningTool.all(below: "")
    }
    return facts
  }

  /// What the files below a folder say of a host, the root of all being "".
  init(below root: String) {
    func text(_ path: String) -> String? { try? readWholeFile(root + path) }
    func line(_ path: String) -> String? {
      text(path).flatMap { $0.split(separator: "\n").first.map(String.init) }
    }
    let release = line("/proc/sys/kernel/osrelease") ?? ""
    kernel = KernelRelease(release)
    build = line("/proc/sys/kernel/version") ?? ""
    types = Self.types(below: root, release: release)
    mounts = Mounts(text("/proc/mounts") ?? "")
    let modules = line("/sys/kernel/security/lsm")
    securityModules = modules?.split(separator: ",").map(String.init)
    lockdown =
      line("/sys/kernel/security/lockdown").map { Lockdown($0) }
      ?? (modules == nil ? .unknown : .absent)
    countsRuns = line("/proc/sys/kernel/bpf_stats_enabled").map { $0 == "1" }
    let status = text("/proc/self/status") ?? ""
    capabilities = Capabilities(status: status)
    isRoot = Self.effectiveUser(status: status) == 0
    loginFiles = LoginFile.allCases.filter {
      access("\(root)\(LoginFile.directory)/\($0.rawValue)", R_OK) == 0
    }
    isInInitialPIDNamespace = Self.isInitialPIDNamespace(root + "/proc/self/ns/pid")
  }

  private static func types(below root: String, release: String) -> TypeInformation {
    let path = TypeInformation.place
    if access(root + path, R_OK) == 0 { return .at(path) }
    let errno = Errno(rawValue: Glibc.errno)
    let other = TypeInformation.otherPlaces(release).first { access(root + $0, R_OK) == 0 }
    if let other { return .at(other) }
    if errno != .noSuchFileOrDirectory { return .unreadable(path, reason: "\(errno)") }
    // Every kernel's sysfs has the one; the other is there only with what belongs in it.
    let isShown = access(root + "/sys/kernel/uevent_seqnum", F_OK) == 0
    let isEmptied = access(root + "/sys/kernel/btf", F_OK) == 0
    return isShown && !isEmptied ? .missing : .hidden
  }

  /// From the line `Uid:` with the real, the effective, the saved and the file system's.
  private static func effectiveUser(status: String) -> UInt32? {
    let line = status.split(separator: "\n").first { $0.hasPrefix("Uid:") }
    let words = line?.split(whereSeparator: \.isWhitespace) ?? []
    return words.count > 2 ? UInt32(words[2]) : nil
  }

  /// The first namespace has a fixed number (PROC_PID_INIT_INO of include/linux/proc_ns.h).
  private static func isInitialPIDNamespace(_ path: String) -> Bool? {
    var target = [CChar](repeating: 0, count: 64)
    guard readlink(path, &target, target.count - 1) > 0 else { return nil }
    return target.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } == "pid:[4026531836]"
    }
  }
}
