extension EventDefinition {
  /// Where its events come from and what no way to see them sees, in sentences.
  var sourcesMarkdown: String {
    guard !hooks.isEmpty else { return "Made by the sensor itself." }
    return (hooks.map(\.markdown) + otherSources.map { "* \($0)" }).joined(separator: "\n")
  }
}

extension Hook {
  /// A line of a list.
  fileprivate var markdown: String {
    let common = BlindSpot.allCases.filter { spot in ways.allSatisfy { $0.blind.contains(spot) } }
    let sorts = ways.map { way in
      // That of return probes is said once, at the head of the page.
      let unseen = way.blind.filter { !common.contains($0) && $0 != .silentMisses }
      let seen =
        "\(way.rung.rawValue) (\(uniqued(way.attachments.map(\.place)).joined(separator: ", ")))"
      return unseen.isEmpty ? seen : "\(seen), without \(list(unseen))"
    }
    let line = "* `\(name)`: " + sorts.joined(separator: "; else ")
    return common.isEmpty ? line : "\(line). Not seen: \(list(common))"
  }

  private func list(_ spots: [BlindSpot]) -> String {
    spots.map(\.rawValue).joined(separator: ", ")
  }

  private func uniqued(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}

extension Attachment {
  /// Where in the kernel, or in a library, it is.
  fileprivate var place: String {
    switch self {
    case .tracepoint: "a tracepoint of its own"
    case .callExits(_, let calls):
      "the exit of " + calls.map { "`\($0.name)`" }.joined(separator: ", ")
    case .function(_, let function): "`\(function.name)`"
    case .entry(_, let function): "`\(function.name)`"
    case .returns(_, let functions):
      "the return of " + functions.map { "`\($0.name)`" }.joined(separator: ", ")
    case .iterator: "a walk over all tasks"
    case .userFunction(_, let function, _): "`\(function.name)` of `\(function.library.fileName)`"
    }
  }
}
