import Events

extension SelfTest {
  /// A line for each act, and one for all.
  public func text() -> String {
    var lines: [String] = []
    for trial in trials {
      let name = trial.kind.description.padded(to: 18) + trial.act.padded(to: 15)
      switch trial.outcome {
      case .seen: lines.append(name + "ok")
      case .broken(let link, let reason):
        lines.append(name + "BROKEN at the \(link.rawValue): \(reason) (\(trial.hook))")
      case .untried(let reason): lines.append(name + "not tried: \(reason)")
      }
    }
    lines.append("")
    lines.append(isPassed ? "all that was tried is recorded" : "not all that was tried is recorded")
    return lines.joined(separator: "\n") + "\n"
  }

  /// One JSON object; see docs/doctor.md.
  public func json() -> String {
    let tests = trials.map { trial -> JSONText in
      var fields: [(String, JSONText)] = [
        ("kind", .string(trial.kind.description)), ("act", .string(trial.act)),
        ("hook", .string(trial.hook)),
      ]
      switch trial.outcome {
      case .seen: fields.append(("outcome", "ok"))
      case .broken(let link, let reason):
        fields += [
          ("outcome", "broken"), ("link", .string(link.rawValue)), ("reason", .string(reason)),
        ]
      case .untried(let reason):
        fields += [("outcome", "untried"), ("reason", .string(reason))]
      }
      return .object(fields)
    }
    let report = JSONText.object([
      ("version", .string(sensorVersion)), ("tests", .list(tests)), ("passed", .flag(isPassed)),
    ])
    return report.description + "\n"
  }
}
