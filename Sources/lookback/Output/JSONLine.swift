import Events

/// One JSON object, made of values by their dotted names, as events have them.
struct JSONLine {
  private var members: [Member] = []

  private struct Member {
    var name: String
    /// nil: an object.
    var json: String?
    var inner: [Member] = []
  }

  /// A text, as it stands in events: what is no UTF-8 is escaped already.
  mutating func add(_ name: String, _ text: String?) {
    guard let text else { return }
    add(name, json: EventText.json(LookbackString.unescape(text)))
  }

  mutating func add(_ name: String, _ number: Int64?) {
    guard let number else { return }
    add(name, json: String(number))
  }

  /// A list of texts; none is left out as fields of events are.
  mutating func add(_ name: String, _ texts: [String]) {
    guard !texts.isEmpty else { return }
    add(
      name,
      json: "[\(texts.map { EventText.json(LookbackString.unescape($0)) }.joined(separator: ","))]")
  }

  /// A moment, nanoseconds since 1970.
  mutating func add(_ name: String, time: Int64?) {
    guard let time else { return }
    add(name, json: "\"\(EventText.time(time))\"")
  }

  /// Something that is set; what is not is left out.
  mutating func add(_ name: String, isSet: Bool) {
    if isSet { add(name, json: "true") }
  }

  /// Objects.
  mutating func add(_ name: String, _ lines: [JSONLine]) {
    guard !lines.isEmpty else { return }
    add(name, json: "[\(lines.map(\.text).joined(separator: ","))]")
  }

  /// The object, without a newline.
  var text: String { Self.text(members) }

  private mutating func add(_ name: String, json: String) {
    Self.insert(json, at: name.split(separator: ".").map(String.init)[...], into: &members)
  }

  private static func insert(
    _ json: String, at path: ArraySlice<String>, into members: inout [Member]
  ) {
    guard let name = path.first else { return }
    guard path.count > 1 else { return members.append(Member(name: name, json: json)) }
    let index = members.firstIndex { $0.name == name } ?? members.count
    if index == members.count { members.append(Member(name: name)) }
    insert(json, at: path.dropFirst(), into: &members[index].inner)
  }

  private static func text(_ members: [Member]) -> String {
    "{\(members.map { "\"\($0.name)\":\($0.json ?? text($0.inner))" }.joined(separator: ","))}"
  }
}
