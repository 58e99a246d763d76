import Capture
import Events

extension DoctorReport {
  /// One JSON object; docs/doctor.md has its keys.
  public func json() -> String {
    var fields: [(String, JSONText)] = [
      ("version", .string(sensorVersion)),
      ("kernel", kernel),
      ("host", hostFields),
      ("hooks", .list(diagnosis?.findings.map { hook($0) } ?? [])),
      ("programs", .list(diagnosis?.figures.map(Self.program) ?? [])),
      ("load_ms", JSONText(diagnosis) { .number(Int($0.loadNanoseconds / 1_000_000)) }),
    ]
    if let tax = diagnosis?.callTax {
      fields.append(
        (
          "call",
          .object([("before_ns", .number(Int(tax.before))), ("after_ns", .number(Int(tax.after)))])
        ))
    }
    if let privileges {
      let kept = privileges.map {
        JSONText.object([("capability", .string($0.name)), ("reason", .string($0.reason))])
      }
      fields.append(("privileges", .list(kept)))
    }
    fields.append(("verdict", .string(verdict.rawValue)))
    if let reason { fields.append(("reason", .string(reason))) }
    return JSONText.object(fields).description + "\n"
  }

  private var kernel: JSONText {
    let types: JSONText =
      if case .at(let path) = host.types { .string(path) } else { .null }
    let mode: JSONText =
      switch host.lockdown {
      case .mode(let mode): .string(mode)
      case .absent: "absent"
      case .unknown: .null
      }
    return .object([
      ("release", .string(host.kernel.description)),
      ("build", .string(host.build)),
      ("preemption", JSONText(host.preemption) { .string($0) }),
      ("btf", types),
      ("lockdown", mode),
      ("lsm", JSONText(host.securityModules) { .strings($0) }),
      ("bpf_stats", JSONText(host.countsRuns) { .flag($0) }),
    ])
  }

  private var hostFields: JSONText {
    let mounts = ["tracefs", "bpf", "cgroup2", "securityfs"].map { type in
      (type, JSONText(host.mounts.place(of: type)) { .string($0) })
    }
    return .object([
      ("root", .flag(host.isRoot)),
      ("capabilities_missing", JSONText(host.capabilities) { .strings($0.missing) }),
      ("initial_pid_namespace", JSONText(host.isInInitialPIDNamespace) { .flag($0) }),
      ("mounts", .object(mounts)),
      ("cgroup_version", .string(host.mounts.cgroupVersion.rawValue)),
      ("login_records", .strings(host.loginFiles.map { "\(LoginFile.directory)/\($0.rawValue)" })),
      ("bpf_programs", JSONText(host.programs) { .number($0.count) }),
      ("bpf_programs_ours", JSONText(host.programs) { .number($0.count(where: \.isOurs)) }),
      (
        "bpf_observers",
        JSONText(host.programs) { programs in
          .list(
            programs.filter { $0.isObserver && !$0.isOurs }.map {
              .object([("type", .string($0.type)), ("name", .string($0.name))])
            })
        }
      ),
      (
        "tools",
        .list(
          host.tools.map {
            .object([("name", .string($0.name)), ("pid", .number(Int($0.pid)))])
          })
      ),
    ])
  }

  private func hook(_ finding: Diagnosis.Finding) -> JSONText {
    let state = finding.state
    let refused = state.refusals.map { refusal in
      JSONText.object([
        ("rung", .string(refusal.rung.rawValue)), ("reason", .string(refusal.reason)),
      ])
    }
    let programs = state.programs.map { name in
      diagnosis?.figures.first { $0.program == name }.map(Self.program)
        ?? .object([
          ("name", .string(name)), ("instructions", .null), ("verification_us", .null),
        ])
    }
    return .object([
      ("name", .string(state.hook.name)),
      ("kinds", .strings(state.kinds.map(\.description))),
      ("rung", JSONText(state.way) { .string($0.rung.rawValue) }),
      ("needless", JSONText(state.needless) { .string($0) }),
      ("remark", JSONText(state.remark) { .string($0) }),
      ("refused", .list(refused)),
      ("blind", .strings(state.way?.blind.map(\.rawValue) ?? [])),
      (
        "cost",
        JSONText(finding.cost) {
          .object([("runs", .number($0.runs)), ("ns", .number($0.nanoseconds))])
        }
      ),
      ("programs", .list(programs)),
    ])
  }

  private static func program(_ figures: VerifierFigures) -> JSONText {
    .object([
      ("name", .string(figures.program)), ("instructions", .number(figures.instructions)),
      ("verification_us", .number(figures.microseconds)),
    ])
  }
}
