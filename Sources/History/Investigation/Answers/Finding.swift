/// One thing that happened: what, who, and why.
public struct Finding: Sendable {
  /// What sort of thing it is.
  public enum Verdict: String, Sendable, CaseIterable {
    case scan
    case retryStorm = "retry storm"
    case traffic
    case process
    case event
    case change
  }

  public var verdict: Verdict
  /// What happened, what it was done with, and what came of it.
  public var what: [Clause] = []
  /// As whom, and how that person came in.
  public var who: [Clause] = []
  /// The command, and what is known of why it was given.
  public var why: [Clause] = []
  /// The same for programs: numbers and names.
  public var facts: [(name: String, value: AnswerJSON)] = []

  /// Begins one of which nothing is said yet.
  public init(_ verdict: Verdict) {
    self.verdict = verdict
  }
}

/// What is said of a complaint.
public struct Explanation: Sendable {
  /// What there is to tell, what matters most first.
  public var findings: [Finding] = []
  /// What else was seen and is no finding of its own.
  public var remarks: [Clause] = []
  /// What of the past could not be read.
  public var problems: [History.Problem] = []

  /// Begins one without findings.
  public init() {}
}
