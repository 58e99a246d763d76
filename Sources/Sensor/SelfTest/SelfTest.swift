public import Capture
public import Events
import SystemPackage

/// Does one harmless thing of each kind and looks for its event; where there is none, for the link of
/// the chain that broke.
public struct SelfTest: Sendable {
  /// What became of one act.
  public struct Trial: Sendable, Equatable {
    /// The kind of the event.
    public var kind: EventKind
    /// What was done, such as `connect`.
    public var act: String
    /// The program that sees it.
    public var hook: String
    /// What came of it.
    public var outcome: Outcome
  }

  /// What came of an act.
  public enum Outcome: Sendable, Equatable {
    /// The event came, and says what happened.
    case seen
    /// It did not, for this link.
    case broken(Link, String)
    /// It cannot be done here, or cannot be seen.
    case untried(String)
  }

  /// All acts, by kind.
  public let trials: [Trial]

  /// Whether every event came that could.
  public var isPassed: Bool {
    trials.allSatisfy { if case .broken = $0.outcome { false } else { true } }
      && trials.contains { $0.outcome == .seen }
  }

  init(trials: [Trial]) {
    self.trials = trials
  }

  /// Does it all, on this host.
  ///
  /// - Parameters:
  ///   - hooks: which hooks may be used, and how they are found; the rest of it does not matter.
  ///   - broken: the link that is made not to work, to see that this is told.
  /// - Throws: why nothing can be tried at all.
  public init(hooks: CaptureConfiguration, breaking broken: Link? = nil) throws {
    let rehearsal = try Rehearsal(hooks: hooks, host: try .current(), broken: broken)
    defer { rehearsal.end() }
    try rehearsal.begin()
    var trials: [Trial] = []
    for act in Act.allCases { trials.append(Self.trial(of: act, in: rehearsal)) }
    trials.append(try Self.trialOfSnapshot(in: rehearsal))
    self.trials = trials.sorted { $0.kind.rawValue < $1.kind.rawValue }
  }

  private static func trial(of act: Act, in rehearsal: Rehearsal) -> Trial {
    let state = rehearsal.capture.hooks.first { $0.hook.name == act.hook }
    var trial = Trial(
      kind: act.kind, act: act.rawValue, hook: act.hook, outcome: .untried("no such hook"))
    guard let state, state.way != nil else {
      if let refusal = state?.refusals.last { trial.outcome = .untried(refusal.reason) }
      return trial
    }
    do {
      let performance = try rehearsal.perform(act, count: 1)
      trial.outcome = performance.outcome(
        of: act.kind, evidence: act.evidence(folder: rehearsal.actor.folder),
        runs: performance.runs(of: state).count)
    } catch {
      trial.outcome = .untried("cannot be done here: \(error)")
    }
    return trial
  }

  /// The one kind that comes of reading: the actor is among the processes that run.
  private static func trialOfSnapshot(in rehearsal: Rehearsal) throws -> Trial {
    let performance = try rehearsal.performSnapshot()
    let runs = performance.runs?.values.first?.count
    return Trial(
      kind: .processSnapshot, act: "snapshot", hook: "process_snapshot",
      outcome: performance.outcome(
        of: .processSnapshot, evidence: "\"process\":{", runs: Int(runs ?? 1)))
  }
}

extension Performance {
  /// Whether the event has come, and if not, which link broke.
  ///
  /// - Parameters:
  ///   - kind: the event's.
  ///   - evidence: what stands in its line.
  ///   - runs: how often the programs ran that see it.
  /// - Returns: what to tell.
  func outcome(of kind: EventKind, evidence: String, runs: Int) -> SelfTest.Outcome {
    var reasons: [String] = []
    for record in received where record.kind == kind || record.kind == nil {
      switch record.line {
      case .failure(let refusal): reasons.append("record refused: \(refusal.description)")
      case .success(let line):
        if record.pid != UInt32(pid) {
          reasons.append("event of process \(record.pid) instead of \(pid)")
        } else if !line.contains(evidence) {
          reasons.append("event without \(evidence)")
        } else {
          return .seen
        }
      }
    }
    if let reason = reasons.first { return .broken(.decoder, reason) }
    if runs == 0 { return .broken(.hook, "no program ran") }
    if let growth = lost.first {
      let reasons = Set(lost.map(\.reason.description)).sorted().joined(separator: ", ")
      return .broken(.ring, "record lost: \(reasons) (CPU \(growth.cpu))")
    }
    if attempted > received.count {
      return .broken(.ring, "\(attempted - received.count) records handed over did not arrive")
    }
    return .broken(.filter, "programs ran \(runs) times and recorded nothing")
  }

  /// How often the programs of a hook ran, and for how long; once and for nothing where nobody counts.
  ///
  /// One that is run by another at the exits of calls is not counted itself: then this is the other's.
  func runs(of state: HookState) -> (count: Int, nanoseconds: UInt64) {
    guard let runs else { return (1, 0) }
    let shares = state.way?.sharesDispatcher ?? false
    let names = shares ? state.programs + [Capture.dispatcher] : state.programs
    let sum = Set(names).compactMap { runs[$0] }.reduce(into: ProgramRuns()) { sum, runs in
      sum.count += runs.count
      sum.nanoseconds += runs.nanoseconds
    }
    return (Int(sum.count), sum.nanoseconds)
  }
}

extension Way {
  /// Whether programs of it are run by the one that looks at the exits of all calls.
  var sharesDispatcher: Bool {
    attachments.contains { if case .callExits = $0 { true } else { false } }
  }
}
