import Events
import Foundation
import Testing

@testable import Formats

@Suite struct MappingTests {
  /// What is made of a field beside its value.
  private static let derived: Set<String> = [
    "process.command_line", "process.cmd_line", "time", "rcode_id", "event.category",
    "process.container.image.uid", "actor.process.container.image.uid",
  ]

  @Test("Every kind of the catalogue is mapped, every mapped field is one of the catalogue's")
  func complete() {
    #expect(KindMapping.byKind.count == EventCatalog.all.count)
    let known = Set(EventCatalog.all.flatMap(\.fields).map(\.name))
    for home in FieldMapping.all + KindMapping.all.flatMap(\.homes) {
      #expect(known.contains(home.field), "\(home.field)")
    }
  }

  @Test("No value is lost, and none is told twice", arguments: FullLine.all, Schema.allCases)
  func values(_ line: FullLine, _ schema: Schema) throws {
    let text = try schema.formatter.text(of: line.text, kind: line.definition.kind)
    let leaves = JSON.leaves(of: try #require(JSON.object(text), "\(text)"))
    for field in line.definition.fields where field.type != .boolean && field.name != "result" {
      let value = try #require(line.values[field.name])
      let expected = Self.written(value, field, schema)
      let places = leaves.filter { leaf in
        expected.contains(leaf.value) && !Self.derived.contains(leaf.path)
      }.map(\.path)
      #expect(places.count == 1, "\(field.name): \(places)")
    }
    for field in line.definition.fields where field.type == .boolean || field.name == "result" {
      let path = "\(schema.unmapped).\(field.name)"
      #expect(
        leaves.filter { $0.path == path }.map(\.value) == [line.values[field.name]], "\(path)")
    }
  }

  /// How a value may be written.
  private static func written(_ value: String, _ field: Field, _ schema: Schema) -> [String] {
    switch (field.name, field.type, schema) {
    case ("file.type", _, .ecs): return ["file"]
    case ("time", _, _): return [value]
    case (_, .time, .ocsf):
      let date = try? Date(
        String(value.prefix(19)) + "Z", strategy: .iso8601)
      let milliseconds = (date?.timeIntervalSince1970 ?? 0) * 1000 + 123
      return [value, String(Int(milliseconds))]
    default: return [value]
    }
  }

  @Test("A connection that came in has its ends turned round")
  func accepted() throws {
    let definition = try #require(EventCatalog.definition(of: .netClose))
    let line = FullLine(definition).text
    let accepted = line.replacing("\"origin\":\"connect\"", with: "\"origin\":\"accept\"")
    for (text, source, target) in [(line, "local", "remote"), (accepted, "remote", "local")] {
      let ecs = try #require(JSON.object(try ECSFormatter().text(of: text, kind: .netClose)))
      let ocsf = try #require(JSON.object(try OCSFFormatter().text(of: text, kind: .netClose)))
      let values = FullLine(definition).values
      func port(_ object: [String: Any], _ name: String) -> Int? {
        (object[name] as? [String: Any])?["port"] as? Int
      }
      #expect(port(ecs, "source") == values["\(source).port"].flatMap { Int($0) })
      #expect(port(ecs, "destination") == values["\(target).port"].flatMap { Int($0) })
      #expect(port(ocsf, "src_endpoint") == values["\(source).port"].flatMap { Int($0) })
      #expect(port(ocsf, "dst_endpoint") == values["\(target).port"].flatMap { Int($0) })
    }
  }

  @Test("What the catalogue does not know goes to what is not mapped", arguments: Schema.allCases)
  func strangers(_ schema: Schema) throws {
    let definition = try #require(EventCatalog.definition(of: .processGone))
    let line = FullLine(definition).text
      .replacing("\"pid\":", with: "\"new\":{\"a\":[1,{\"b\":\"x\"}],\"c\":true},\"pid\":")
      .replacing("{\"kind\"", with: "{\"later\":\"y\",\"kind\"")
    let text = try schema.formatter.text(of: line, kind: .processGone)
    let object = try #require(JSON.object(text))
    let unmapped = try #require(object[schema.unmapped] as? [String: Any])
    #expect(unmapped["later"] as? String == "y")
    let new = try #require(unmapped["process.new"] as? [String: Any])
    #expect(JSON.leaves(of: new).map(\.value) == ["1", "x", "true"])
  }

  @Test("A kind without a mapping is told as such")
  func newKind() throws {
    let definition = try #require(EventCatalog.definition(of: .processGone))
    for schema in Schema.allCases {
      let entries = TemplateEntries(
        of: definition, as: .standard(for: definition.kind), in: schema, isIncoming: false)
      let formatter = TemplateFormatter(Template(entries.entries, fields: definition.fields))
      let line = Array(FullLine(definition).text.utf8)
      var output: [UInt8] = []
      try formatter.read(line.span.bytes)
      formatter.write(line.span.bytes, into: &output)
      let text = String(decoding: output, as: UTF8.self)
      #expect(JSON.object(text) != nil)
      #expect(text.contains("process.gone"))
    }
  }
}
