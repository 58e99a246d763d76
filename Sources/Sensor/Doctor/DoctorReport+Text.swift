import Capture
import Events

extension DoctorReport {
  /// For a person.
  ///
  /// - Parameter verifierLog: whether all is told that was said about refused programs.
  /// - Returns: lines.
  public func text(verifierLog: Bool = false) -> String {
    var lines = HostText(host).lines + [""]
    if let diagnosis {
      lines += DiagnosisText(diagnosis).lines
      if verifierLog { lines += DiagnosisText(diagnosis).logs }
      lines.append("")
    }
    if let privileges {
      lines.append("rights that are kept once it records, and what for:")
      lines += privileges.map { "  \($0.name.padded(to: 22))\($0.reason)" } + [""]
    }
    lines.append(lastLine)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The kernel's words can be many.
  private var indentedReason: String {
    (reason ?? "").split(separator: "\n").joined(separator: "\n  ")
  }

  private var lastLine: String {
    switch verdict {
    case .complete: "verdict: complete, every kind of event is recorded here"
    case .nothing: "verdict: nothing can be recorded here: \(indentedReason)"
    case .partial:
      "verdict: partial, not seen at all: "
        + (diagnosis?.findings.filter(\.isMissed).map(\.state.hook.name) ?? [])
        .joined(separator: ", ")
    }
  }
}
