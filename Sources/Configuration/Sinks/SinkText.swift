import Sinks

/// A sink in one text: its address, then `?KEY=VALUE&KEY=VALUE`.
enum SinkText {
  private static let longest = 16_384

  /// The sink of a text that was given by a flag, a variable or a key; nil where anything was wrong.
  static func parse(
    _ text: String, subject: String, place: Place?, _ problems: inout [Problem]
  ) -> SinkSpecification? {
    let draft = draft(text, subject: subject, place: place, &problems)
    return draft?.specification(&problems)
  }

  /// The shortest text that says it all.
  static func text(_ sink: SinkSpecification) -> String {
    let options = SinkKey.particulars(of: sink).map {
      "\($0.key.name)=\(PercentText.encode($0.value))"
    }
    return SinkAddress.text(sink.target)
      + (options.isEmpty ? "" : "?" + options.joined(separator: "&"))
  }

  private static func draft(
    _ text: String, subject: String, place: Place?, _ problems: inout [Problem]
  ) -> SinkDraft? {
    guard text.utf8.count <= longest else {
      problems.append(
        Problem(at: place, "\(subject): the text of a sink has at most \(longest) bytes"))
      return nil
    }
    var draft = SinkDraft(subject: "\(subject) \(Printable.text(text))", place: place)
    if place != nil { draft.subject = nil }
    let question = text.firstIndex(of: "?") ?? text.endIndex
    draft.address = .init(text: String(text[..<question]), place: place)
    guard question < text.endIndex else { return draft }
    let before = problems.count
    var seen: Set<String> = []
    for pair in text[text.index(after: question)...].split(
      separator: "&", omittingEmptySubsequences: false)
    {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let key = PercentText.decode(String(parts[0])),
        let value = PercentText.decode(String(parts[1]))
      else {
        problems.append(
          draft.problem(
            at: place,
            "behind '?' stands KEY=VALUE, with '&' between and %25 for '%', and not "
              + Printable.value(String(pair))))
        continue
      }
      guard seen.insert(key).inserted else {
        problems.append(
          draft.problem(at: place, "\(Printable.value(key)) stands there twice; take one away"))
        continue
      }
      draft.options.append((.init(text: key, place: place), .init(text: value, place: place)))
    }
    if problems.count == before { return draft }
    // What is wrong besides is to be told as well.
    _ = draft.specification(&problems)
    return nil
  }
}
