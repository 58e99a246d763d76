import Capture
import Events

/// What is seen, in the words of `lookback doctor`.
struct DiagnosisText {
  private let diagnosis: Diagnosis

  init(_ diagnosis: Diagnosis) {
    self.diagnosis = diagnosis
  }

  /// The capabilities, and sums.
  var lines: [String] {
    var lines: [String] = []
    var told: [String: String] = [:]
    var lastKinds = ""
    for finding in diagnosis.findings.sorted(by: Self.byKind) {
      let kinds = Self.kinds(of: finding)
      if kinds != lastKinds { lines.append(kinds) }
      lastKinds = kinds
      lines.append("  " + head(of: finding))
      lines += notes(on: finding, told: &told).map { "    \($0)" }
    }
    return lines + [""] + sums
  }

  /// All that was said about programs that were refused.
  var logs: [String] {
    diagnosis.findings.flatMap { finding in
      finding.state.refusals.filter { !$0.log.isEmpty }.flatMap { refusal in
        ["", "\(finding.state.hook.name), \(refusal.rung.rawValue):"] + refusal.log
      }
    }
  }

  /// The hooks of one capability one after the other; otherwise the order of the catalogue.
  private static func byKind(_ left: Diagnosis.Finding, _ right: Diagnosis.Finding) -> Bool {
    (left.state.kinds.first?.rawValue ?? 0) < (right.state.kinds.first?.rawValue ?? 0)
  }

  private static func kinds(of finding: Diagnosis.Finding) -> String {
    finding.state.kinds.map(\.description).joined(separator: ", ")
  }

  private func head(of finding: Diagnosis.Finding) -> String {
    let name = finding.state.hook.name.padded(to: 20)
    guard let way = finding.state.way else {
      if let needless = finding.state.needless { return "\(name)not needed: \(needless)" }
      return "\(name)NOT SEEN"
    }
    let rung = way.rung.rawValue.padded(to: 12)
    if let cost = finding.cost {
      return name + rung + "\(cost.nanoseconds) ns a run (\(cost.runs) runs)"
    }
    return name + rung
      + (diagnosis.isMeasured
        ? "no cost: nothing made it run" : "no cost: that takes CAP_SYS_ADMIN")
  }

  /// What is not seen, and why not in a better way; what was told of another hook is not told again.
  private func notes(on finding: Diagnosis.Finding, told: inout [String: String]) -> [String] {
    var notes: [String] = []
    if let remark = finding.state.remark { notes.append(remark) }
    if let blind = finding.state.way?.blind, !blind.isEmpty {
      notes.append("not seen: " + blind.map(\.rawValue).joined(separator: ", "))
    }
    notes += refusals(of: finding.state, told: &told)
    for figures in diagnosis.figures
    where figures.isDefect && finding.state.programs.contains(figures.program) {
      notes.append(
        "DEFECT: \(figures.program) took the verifier \(figures.instructions) instructions, "
          + "\(figures.microseconds / 1000) ms")
    }
    return notes
  }

  /// Each reason once; of those that were told of another hook, only whose they were.
  private func refusals(of state: HookState, told: inout [String: String]) -> [String] {
    // Without need there is nothing better either.
    guard state.needless == nil else { return [] }
    var notes: [String] = []
    var repeated: [(hook: String, rungs: [String])] = []
    for refusal in state.betterRefusals {
      let rung = refusal.rung.rawValue
      let note = "not \(rung): \(refusal.reason)"
      guard let hook = told[note] else {
        told[note] = state.hook.name
        notes.append(note)
        continue
      }
      guard hook != state.hook.name else { continue }
      if let index = repeated.firstIndex(where: { $0.hook == hook }) {
        if !repeated[index].rungs.contains(rung) { repeated[index].rungs.append(rung) }
      } else {
        repeated.append((hook, [rung]))
      }
    }
    return notes
      + repeated.map { "not \($0.rungs.joined(separator: ", ")): as with \($0.hook)" }
  }

  private var sums: [String] {
    var lines: [String] = []
    if let largest = diagnosis.figures.max(by: { $0.instructions < $1.instructions }) {
      let verification = diagnosis.figures.reduce(0) { $0 + $1.microseconds }
      lines.append(
        "\(diagnosis.figures.count) programs; the largest \(largest.program), "
          + "\(largest.instructions) instructions; verified in \(verification / 1000) ms")
    }
    lines.append("in force after \(diagnosis.loadNanoseconds / 1_000_000) ms, trials included")
    if let tax = diagnosis.callTax {
      lines.append(
        "a call that nobody wants to see (getppid): \(Int(tax.before)) ns without, "
          + "\(Int(tax.after)) ns with these programs")
    }
    return lines
  }
}

extension HookState {
  /// Of the refusals those of ways that are better than the one in force.
  var betterRefusals: [Refusal] {
    let taken = way.flatMap { hook.ways.firstIndex(of: $0) } ?? hook.ways.endIndex
    let better = Set(hook.ways[..<taken].map(\.rung))
    return refusals.filter { better.contains($0.rung) }
  }
}
