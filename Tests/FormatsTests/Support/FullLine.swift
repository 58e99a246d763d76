import Events
import Testing

/// A line that has every field of its kind, no value of which is another field's.
struct FullLine: CustomTestStringConvertible {
  let definition: EventDefinition
  let text: String
  /// The values, as an own reader of JSON shows them, by the fields' names.
  let values: [String: String]

  static let all = EventCatalog.all.map { FullLine($0) }

  init(_ definition: EventDefinition) {
    self.definition = definition
    var tree = Tree()
    var values: [String: String] = [:]
    for (number, field) in definition.fields.enumerated() {
      let value = Self.value(of: field, number: number, kind: definition.name)
      values[field.name] = value
      tree.insert(
        Self.json(value, field.type), at: field.name.split(separator: ".").map(String.init))
    }
    self.values = values
    text = tree.text + "\n"
  }

  private static func value(of field: Field, number: Int, kind: String) -> String {
    switch (field.name, field.type) {
    case ("kind", _): kind
    case ("file.type", _): "regular"
    case ("dns.response_code", _): "NXDOMAIN"
    case ("net.origin", _): "connect"
    case ("result", _): "-13"
    case (_, .number): String(100_000 + number)
    case (_, .boolean): "true"
    case (_, .time): "2026-11-22T1\(number / 50):00:\(10 + number % 50).\(123_000_000 + number)Z"
    case _ where field.holdsAddress: "192.0.2.\(number)"
    case (_, .string), (_, .strings): "/dir \(number)/value \(number)"
    }
  }

  private static func json(_ value: String, _ type: FieldType) -> String {
    switch type {
    case .number, .boolean: value
    case .string, .time: "\"\(value)\""
    case .strings: "[\"\(value)\"]"
    }
  }

  var testDescription: String { definition.name }
}

/// Objects in the order in which their members come.
private struct Tree {
  private var members: [(name: String, json: String?, tree: Tree)] = []

  mutating func insert(_ json: String, at path: [String]) {
    if path.count == 1 {
      members.append((path[0], json, Tree()))
      return
    }
    let index = members.firstIndex { $0.name == path[0] } ?? members.count
    if index == members.count { members.append((path[0], nil, Tree())) }
    members[index].tree.insert(json, at: Array(path.dropFirst()))
  }

  var text: String {
    "{\(members.map { "\"\($0.name)\":\($0.json ?? $0.tree.text)" }.joined(separator: ","))}"
  }
}
