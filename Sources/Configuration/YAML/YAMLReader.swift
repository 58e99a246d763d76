/// Reads the part of YAML in which configuration is written: keys with values, lists, and text.
///
/// Anchors, aliases and tags, keys that are not text, keys that come twice and second documents are
/// faults with their places. What is no YAML at all ends the reading.
struct YAMLReader: ~Copyable {
  /// How far things can be in one another.
  static let deepest = 16
  /// Who has so many faults has no use for more.
  static let mostFaults = 100

  private let events: YAMLEvents
  private var faults: [YAMLFault] = []

  /// The value of a whole text.
  ///
  /// - Returns: nothing for an empty file; with any fault there can be less in it than in the text.
  static func read(_ text: String) -> (root: YAMLNode?, faults: [YAMLFault]) {
    var reader = YAMLReader(events: YAMLEvents(text))
    var root: YAMLNode?
    do throws(YAMLFault) {
      root = try reader.document()
    } catch {
      reader.add(error)
    }
    return (root, reader.faults)
  }

  private init(events: YAMLEvents) {
    self.events = events
  }

  private mutating func add(_ fault: YAMLFault) {
    if faults.count < Self.mostFaults { faults.append(fault) }
  }

  private mutating func add(_ reason: String, at mark: Mark) {
    add(YAMLFault(mark: mark, reason: reason))
  }

  private mutating func document() throws(YAMLFault) -> YAMLNode? {
    guard try events.next().content == .document else { return nil }
    let root = try node(events.next(), depth: 0)
    let next = try events.next()
    if next.content == .document { add("there is one document in a file", at: next.mark) }
    return root.content == .nothing ? nil : root
  }

  private mutating func node(
    _ event: YAMLEvents.Event, depth: Int
  ) throws(YAMLFault) -> YAMLNode {
    if event.isAdorned { add("anchors and tags are not taken: leave them out", at: event.mark) }
    guard depth <= Self.deepest else {
      throw YAMLFault(
        mark: event.mark, reason: "things are not in one another that often; \(Self.deepest) times")
    }
    let content: YAMLNode.Content
    switch event.content {
    case .text(let text, let isPlain): content = isPlain && text.isEmpty ? .nothing : .text(text)
    case .list: content = .list(try items(depth: depth + 1))
    case .map: content = .map(try entries(depth: depth + 1))
    case .alias:
      add("aliases are not taken: write the value out", at: event.mark)
      content = .nothing
    case .end, .document, .over: content = .nothing
    }
    return YAMLNode(mark: event.mark, content: content)
  }

  private mutating func items(depth: Int) throws(YAMLFault) -> [YAMLNode] {
    var items: [YAMLNode] = []
    while true {
      let event = try events.next()
      if event.content == .end { return items }
      items.append(try node(event, depth: depth))
    }
  }

  private mutating func entries(depth: Int) throws(YAMLFault) -> [YAMLEntry] {
    var entries: [YAMLEntry] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try events.next()
      if event.content == .end { return entries }
      let key = try node(event, depth: depth)
      let value = try node(events.next(), depth: depth)
      guard case .text(let name) = key.content else {
        add("a key is a text", at: key.mark)
        continue
      }
      if let line = lines.updateValue(key.mark.line, forKey: name) {
        add(
          "the key \(Printable.value(name)) is here for the second time, first on line \(line)",
          at: key.mark)
      }
      entries.append(YAMLEntry(key: name, mark: key.mark, value: value))
    }
  }
}
