import Capture

/// The host in the words of `lookback doctor`: a line for each fact, with what it means.
struct HostText {
  let lines: [String]

  init(_ host: HostFacts) {
    let facts: [(String, String)] = [
      ("kernel", Self.kernel(host)),
      ("BTF", Self.types(host.types)),
      ("lockdown", Self.lockdown(host.lockdown)),
      ("security modules", Self.modules(host.securityModules)),
      ("capabilities", Self.capabilities(host)),
      ("pid namespace", Self.namespace(host.isInInitialPIDNamespace)),
      ("mounts", Self.mounts(host.mounts)),
      ("cgroups", Self.cgroups(host.mounts)),
      ("login records", Self.loginFiles(host.loginFiles)),
      ("BPF statistics", Self.statistics(host.countsRuns)),
      ("BPF of others", Self.programs(host)),
    ]
    lines =
      facts.map { $0.0.padded(to: Self.width) + $0.1 }
      + host.tools.map { tool in
        "also here".padded(to: Self.width) + "\(tool.name) (process \(tool.pid)): \(tool.meaning)"
      }
  }

  private static let width = 18

  private static func kernel(_ host: HostFacts) -> String {
    let preemption = host.preemption.map { ", \($0)" } ?? ""
    let age = host.kernel < .floor ? ": too old, \(KernelRelease.floor) or later is needed" : ""
    return host.kernel.description + preemption + age
  }

  private static func types(_ types: TypeInformation) -> String {
    switch types {
    case .at(let path): path
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .hidden: "not shown here: \(TypeInformation.place)"
    case .missing: "none: the kernel is built without CONFIG_DEBUG_INFO_BTF"
    }
  }

  private static func lockdown(_ lockdown: Lockdown) -> String {
    switch lockdown {
    case .mode("none"): "none"
    case .mode("integrity"): "integrity: programs may still read the kernel's memory"
    case .mode("confidentiality"): "confidentiality: no program may read the kernel's memory"
    case .mode(let mode): mode
    case .absent: "not in this kernel"
    case .unknown: "not known: securityfs is not mounted at /sys/kernel/security"
    }
  }

  private static func modules(_ modules: [String]?) -> String {
    guard let modules else { return "not known: securityfs is not mounted at /sys/kernel/security" }
    let list = modules.joined(separator: ", ")
    return modules.contains("bpf") ? list : "\(list); without bpf the rung lsm is not to be had"
  }

  private static func capabilities(_ host: HostFacts) -> String {
    guard let capabilities = host.capabilities else { return "not known" }
    let names = capabilities.missing.joined(separator: ", ")
    if capabilities.missing.isEmpty { return "all that is needed" }
    return capabilities.sufficesForRecording
      ? "enough; without \(names) costs are not measured"
      : "\(names) are missing: nothing can be loaded" + (host.isRoot ? "" : "; run it with sudo")
  }

  private static func namespace(_ isInitial: Bool?) -> String {
    switch isInitial {
    case true?: "the host's"
    case false?: "a container's: process numbers mean something else, nothing can be recorded"
    case nil: "not known"
    }
  }

  private static func mounts(_ mounts: Mounts) -> String {
    let found = [("tracefs", "tracefs"), ("bpffs", "bpf")].map { name, type in
      mounts.place(of: type).map { "\(name) at \($0)" } ?? "no \(name), not needed"
    }
    return found.joined(separator: "; ")
  }

  private static func cgroups(_ mounts: Mounts) -> String {
    let place = mounts.place(of: "cgroup2") ?? ""
    return switch mounts.cgroupVersion {
    case .v2: "v2 at \(place)"
    case .hybrid: "hybrid, v2 at \(place): --cgroup takes directories there"
    case .v1: "v1 only: --cgroup has nothing to take"
    case .none: "not mounted: --cgroup has nothing to take"
    }
  }

  private static func loginFiles(_ files: [LoginFile]) -> String {
    let missing = LoginFile.allCases.filter { !files.contains($0) }
    let read = files.isEmpty ? "none" : paths(files)
    return missing.isEmpty
      ? "\(read): for logins without Linux-PAM"
      : "\(read); without \(paths(missing)) logins without Linux-PAM are not all seen"
  }

  private static func paths(_ files: [LoginFile]) -> String {
    files.map { "\(LoginFile.directory)/\($0.rawValue)" }.joined(separator: ", ")
  }

  private static func statistics(_ isOn: Bool?) -> String {
    switch isOn {
    case true?: "kernel.bpf_stats_enabled is on: every run of a program costs more"
    case false?: "off, but for as long as this measures"
    case nil: "not known"
    }
  }

  private static func programs(_ host: HostFacts) -> String {
    guard let programs = host.programs else {
      return "not known: listing them takes CAP_SYS_ADMIN"
    }
    let own = programs.count(where: \.isOurs)
    let ours = own > 0 ? "; \(own) more of a Lookback" : ""
    let observers = programs.filter { $0.isObserver && !$0.isOurs }
    if observers.isEmpty {
      let rest = programs.count - own
      return (rest == 0 ? "none" : "\(rest), none of which looks at what others do") + ours
    }
    let names = Set(observers.map { $0.name.isEmpty ? $0.type : "\($0.name) (\($0.type))" })
    let shown = names.sorted().prefix(8).joined(separator: ", ")
    let more = names.count > 8 ? " and \(names.count - 8) more" : ""
    return "\(observers.count) that look at what others do, each at its own cost: \(shown)\(more)"
      + ours
  }
}
