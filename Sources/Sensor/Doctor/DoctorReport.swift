public import Capture

/// All that `lookback doctor` tells.
public struct DoctorReport: Sendable {
  /// What is known of the host.
  public var host: HostFacts
  /// What came of trying; nil: nothing can be recorded here.
  public var diagnosis: Diagnosis?
  /// Why nothing can be recorded here.
  public var reason: String?
  /// What a sensor keeps of its rights once it records; nil: none can.
  public var privileges: [Privileges.Kept]?

  /// Looks at this host, and tries what it lets.
  ///
  /// - Parameter hooks: which hooks may be used, and how they are found.
  public init(hooks: CaptureConfiguration) {
    self.init(host: .current(neighbours: true))
    if let refusal = host.refusal(typesFile: hooks.typesFile) {
      reason = refusal.description
      return
    }
    do {
      diagnosis = try Diagnosis(hooks: hooks)
      privileges = Privileges.needed(mode: hooks.mode)
    } catch {
      reason = "\(error)"
    }
  }

  init(host: HostFacts, diagnosis: Diagnosis? = nil, reason: String? = nil) {
    self.host = host
    self.diagnosis = diagnosis
    self.reason = reason
  }

  /// What it all comes to.
  public var verdict: Verdict {
    guard let diagnosis else { return .nothing }
    return diagnosis.findings.contains { $0.isMissed } ? .partial : .complete
  }
}

extension Diagnosis.Finding {
  /// Whether something is not seen that there is to be seen.
  var isMissed: Bool { state.way == nil && state.needless == nil }
}
