import CYAML

/// What stands in a text, one after the other: libyaml's events (https://pyyaml.org/wiki/LibYAML).
final class YAMLEvents {
  /// One of them, and where it begins.
  struct Event {
    var mark: Mark
    var content: Content
    /// Whether it has an anchor or a tag.
    var isAdorned = false
  }

  enum Content: Equatable {
    /// Plain is what stands without quotes.
    case text(String, isPlain: Bool)
    case alias
    case list
    case map
    /// Of a list or a map.
    case end
    case document
    /// Of the text.
    case over
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  init(_ text: String) {
    self.text = .allocate(capacity: text.utf8.count)
    _ = self.text.initialize(from: text.utf8)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    // It fails only where there is no memory, and that ends a Swift program anyway.
    precondition(yaml_parser_initialize(parser) == 1, "no memory for a parser")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, self.text.baseAddress, self.text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The next one that means anything.
  ///
  /// - Returns: the event; after the last one ``Content/over``.
  /// - Throws: a ``YAMLFault`` where the text is no YAML; nothing can be read after that.
  func next() throws(YAMLFault) -> Event {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
      defer { yaml_event_delete(&event) }
      if let known = Self.known(event) { return known }
    }
  }

  private static func known(_ event: yaml_event_t) -> Event? {
    let mark = Mark(event.start_mark)
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: return Event(mark: mark, content: .document)
    case YAML_ALIAS_EVENT: return Event(mark: mark, content: .alias)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let content = Content.text(
        String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
      return Event(
        mark: mark, content: content, isAdorned: scalar.anchor != nil || scalar.tag != nil)
    case YAML_SEQUENCE_START_EVENT:
      let list = event.data.sequence_start
      return Event(mark: mark, content: .list, isAdorned: list.anchor != nil || list.tag != nil)
    case YAML_MAPPING_START_EVENT:
      let map = event.data.mapping_start
      return Event(mark: mark, content: .map, isAdorned: map.anchor != nil || map.tag != nil)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return Event(mark: mark, content: .end)
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return Event(mark: mark, content: .over)
    default: return nil
    }
  }

  /// What the parser complains about.
  private func fault() -> YAMLFault {
    let words = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
    let context = parser.pointee.context.map { String(cString: $0) + ": " } ?? ""
    if parser.pointee.error == YAML_READER_ERROR {
      return YAMLFault(mark: mark(at: parser.pointee.problem_offset), reason: "no YAML: \(words)")
    }
    let hint = Self.hints[words].map { "; \($0)" } ?? ""
    return YAMLFault(
      mark: Mark(parser.pointee.problem_mark), reason: "no YAML: \(context)\(words)\(hint)")
  }

  /// What most often is the matter.
  private static let hints = [
    "found character that cannot start any token":
      "indent with blanks, not tabs, and put what begins with @ or ` in quotes",
    "mapping values are not allowed in this context":
      "put a value with ': ' in it in quotes, and line up the keys of one thing",
    "did not find expected key": "line up the keys of one thing",
    "could not find expected ':'": "a key is followed by a colon and a blank",
  ]

  /// The place of a byte.
  private func mark(at offset: Int) -> Mark {
    let before = text.prefix(offset)
    let newline = UInt8(ascii: "\n")
    let line = before[(before.lastIndex(of: newline).map { $0 + 1 } ?? 0)...]
    return Mark(
      line: before.count { $0 == newline } + 1,
      column: String(decoding: line, as: UTF8.self).unicodeScalars.count + 1)
  }
}

extension Mark {
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: mark.line + 1, column: mark.column + 1)
  }
}
