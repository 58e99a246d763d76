public import Capture
import Events
import Glibc

/// What this kernel lets the sensor see, and what that costs: found out by bringing it into force and
/// having something happen.
public struct Diagnosis: Sendable {
  /// One hook.
  public struct Finding: Sendable {
    /// How it came into force, or why not.
    public var state: HookState
    /// nil: nothing made it run, or the kernel does not let this process count.
    public var cost: HookCost?
  }

  /// All hooks, in the order of the catalogue.
  public internal(set) var findings: [Finding]
  /// How much work each program was to the verifier.
  public internal(set) var figures: [VerifierFigures]
  /// From the first look at the kernel to programs in force, refused ones included.
  public internal(set) var loadNanoseconds: UInt64
  /// Whether the kernel lets this process count how often programs run; without it there are no costs.
  public internal(set) var isMeasured = false
  /// nil: no program looks at the exits of all calls.
  public internal(set) var callTax: CallTax?

  /// Finds out on this host; everything is taken back afterwards.
  ///
  /// - Parameter hooks: which hooks may be used, and how they are found.
  /// - Throws: why nothing can be recorded here.
  public init(hooks: CaptureConfiguration) throws {
    let untouched = CallTax.measureCall()
    var configuration = hooks
    configuration.measuresVerification = true
    let start = bootTime()
    let rehearsal = try Rehearsal(hooks: configuration, host: try .current())
    defer { rehearsal.end() }
    loadNanoseconds = bootTime() - start
    let capture = rehearsal.capture
    figures = capture.figures
    if capture.hooks.contains(where: { $0.way?.sharesDispatcher ?? false }) {
      callTax = CallTax(before: untouched, after: CallTax.measureCall())
    }
    try rehearsal.begin()
    findings = capture.hooks.map { Finding(state: $0, cost: nil) }
    measure(rehearsal)
  }

  /// What is in force, without what it costs.
  init(findings: [Finding], figures: [VerifierFigures], loadNanoseconds: UInt64) {
    self.findings = findings
    self.figures = figures
    isMeasured = true
    self.loadNanoseconds = loadNanoseconds
  }

  private mutating func measure(_ rehearsal: Rehearsal) {
    guard let idle = Self.idle(rehearsal) else { return }
    isMeasured = true
    for act in Act.allCases {
      guard let index = findings.firstIndex(where: { $0.state.hook.name == act.hook }),
        findings[index].state.way != nil,
        let performance = try? rehearsal.perform(act, count: act.rounds)
      else { continue }
      findings[index].cost = performance.cost(of: findings[index].state, idle: idle)
    }
    let listed = try? rehearsal.performSnapshot()
    // What runs along with others, at its own hook.
    let all = rehearsal.runs ?? [:]
    for index in findings.indices where findings[index].cost == nil {
      let programs = findings[index].state.programs
      let runs = programs.first.flatMap { listed?.runs?[$0] }
      let sum = runs ?? programs.compactMap { all[$0] }.sum
      findings[index].cost = HookCost(runs: Int(sum.count), nanoseconds: sum.nanoseconds)
    }
  }

  /// Nanoseconds that the program at the exits of all calls takes where it runs none; nil: runs are
  /// not counted here.
  private static func idle(_ rehearsal: Rehearsal) -> Double? {
    guard let before = rehearsal.runs else { return nil }
    guard let start = before[Capture.dispatcher] else { return 0 }
    _ = CallTax.measureCall()
    let runs = (rehearsal.runs?[Capture.dispatcher] ?? start) - start
    return runs.count == 0 ? 0 : Double(runs.nanoseconds) / Double(runs.count)
  }
}

extension Performance {
  fileprivate func cost(of state: HookState, idle: Double) -> HookCost? {
    let own = state.programs.compactMap { runs?[$0] }.sum
    guard state.way?.sharesDispatcher ?? false, let shared = runs?[Capture.dispatcher] else {
      return HookCost(runs: Int(own.count), nanoseconds: own.nanoseconds)
    }
    // A way can have programs of both sorts; each of them runs once for each time.
    return HookCost(
      calls: count, ofRuns: Int(shared.count), nanoseconds: shared.nanoseconds + own.nanoseconds,
      idle: idle)
  }
}

extension [ProgramRuns] {
  fileprivate var sum: ProgramRuns {
    reduce(ProgramRuns()) { sum, runs in
      ProgramRuns(
        count: sum.count + runs.count, nanoseconds: sum.nanoseconds + runs.nanoseconds)
    }
  }
}
