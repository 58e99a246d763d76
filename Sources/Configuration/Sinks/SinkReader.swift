import Sinks

/// Makes specifications of what the file says of sinks.
enum SinkReader {
  /// The sink of an item of the list: a text, or a map of its keys.
  static func read(_ node: YAMLNode, in file: String, _ problems: inout [Problem])
    -> SinkSpecification?
  {
    let place = Place(file: file, mark: node.mark)
    switch node.content {
    case .text(let text):
      return SinkText.parse(text, subject: "sinks", place: place, &problems)
    case .map(let entries):
      var draft = SinkDraft(place: place)
      let before = problems.count
      for entry in entries { take(entry, in: file, into: &draft, &problems) }
      let hasMistakes = problems.count > before
      let sink = draft.address == nil && hasMistakes ? nil : draft.specification(&problems)
      return hasMistakes ? nil : sink
    case .nothing, .list:
      problems.append(
        Problem(
          at: place,
          "a sink is a text such as stdout, or has keys, of which 'to' says where the events go"))
      return nil
    }
  }

  private static func take(
    _ entry: YAMLEntry, in file: String, into draft: inout SinkDraft, _ problems: inout [Problem]
  ) {
    let place = Place(file: file, mark: entry.mark)
    let valuePlace = Place(file: file, mark: entry.value.mark)
    let key = SinkKey.named(entry.key)
    guard let value = text(of: entry.value, takesList: key?.isList == true) else {
      let takes = key?.takes ?? "one value"
      problems.append(
        Problem(
          at: valuePlace,
          Mistake(insteadOf: takes, is: entry.value.content.noun)
            .sentence(about: Printable.text(entry.key))))
      return
    }
    if entry.key == "to" {
      draft.address = .init(text: value, place: valuePlace)
    } else {
      draft.options.append(
        (.init(text: entry.key, place: place), .init(text: value, place: valuePlace)))
    }
  }

  private static func text(of node: YAMLNode, takesList: Bool) -> String? {
    switch node.content {
    case .text(let text): return text
    case .list(let items) where takesList && !items.isEmpty:
      let texts = items.compactMap { text(of: $0, takesList: false) }
      return texts.count == items.count ? texts.joined(separator: ",") : nil
    default: return nil
    }
  }
}

extension YAMLNode.Content {
  /// What it is, for sentences.
  var noun: String {
    switch self {
    case .nothing: "nothing"
    case .text(let text): Printable.value(text)
    case .list: "a list"
    case .map: "keys with values"
    }
  }
}
