import Events
import Foundation
import Testing

@testable import Formats

/// What is written, against the names and types that the schemas' authors have published.
@Suite struct PublishedFieldsTests {
  @Test("The lists are those of the versions that events name")
  func versions() throws {
    #expect(try Published.text("ecs").contains("elastic/ecs \(Schema.ecs.version):"))
    #expect(try Published.text("ocsf").contains("ocsf-schema \(Schema.ocsf.version):"))
  }

  @Test("Every ECS field exists and has its type", arguments: Sample.all)
  func ecs(_ sample: Sample) throws {
    let text = try ECSFormatter().text(of: sample.line, kind: sample.kind)
    let object = try #require(JSON.object(text))
    let published = try Published.ecs.get()
    var unmapped = object
    unmapped[Schema.ecs.unmapped] = nil
    for (path, value) in Self.fields(of: unmapped, in: published) {
      let field = try #require(published.fields[path], "\(path) is no field of ECS")
      let list = value as? [Any]
      #expect((list != nil) == field.isList, "\(path)")
      for element in list ?? [value] {
        #expect(Self.fits(element, ecs: field.type), "\(path): \(element)")
      }
    }
    let event = try #require(object["event"] as? [String: Any])
    let types = try #require(event["type"] as? [String])
    for category in try #require(event["category"] as? [String]) {
      let allowed = try #require(published.types[category], "\(category)")
      #expect(!allowed.isDisjoint(with: types), "\(category): \(types)")
    }
    for type in types { #expect(published.types.values.contains { $0.contains(type) }) }
    #expect(["success", "failure", "unknown"].contains(event["outcome"] as? String))
    #expect(event["action"] as? String == sample.kind.description)
  }

  /// Values with their dotted paths; objects that are fields are not gone into.
  private static func fields(
    of object: [String: Any], in published: Published.ECS, at prefix: String = ""
  ) -> [(String, Any)] {
    object.flatMap { key, value -> [(String, Any)] in
      let inner = value as? [String: Any]
      return inner.map { fields(of: $0, in: published, at: "\(prefix)\(key).") }
        ?? [("\(prefix)\(key)", value)]
    }
  }

  private static func fits(_ value: Any, ecs type: String) -> Bool {
    switch type {
    case "keyword", "wildcard", "match_only_text": value is String
    case "ip": (value as? String)?.contains(/^[0-9.]+$|^[0-9a-f:.]+$/) == true
    case "long": Self.isInteger(value)
    case "date": (value as? String)?.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/) == true
    default: false
    }
  }

  private static func isInteger(_ value: Any) -> Bool {
    guard let number = value as? NSNumber else { return false }
    return !CFBooleanCheck.isBoolean(number) && !"\(number)".contains(".")
  }

  @Test("Every OCSF attribute exists and has its type", arguments: Sample.all)
  func ocsf(_ sample: Sample) throws {
    let text = try OCSFFormatter().text(of: sample.line, kind: sample.kind)
    let object = try #require(JSON.object(text))
    let published = try Published.ocsf.get()
    let number = try #require(object["class_uid"] as? Int)
    let found = try #require(published.classes[number], "\(number) is no class")
    let activity = try #require(object["activity_id"] as? Int)
    #expect(found.activities.contains(activity) || activity == 99, "\(activity)")
    #expect((activity == 99) == (object["activity_name"] != nil))
    #expect(object["category_uid"] as? Int == number / 1000)
    #expect(object["type_uid"] as? Int == number * 100 + activity)
    try check(object, found.attributes, published, at: "")
    if sample.isFull {
      for (name, attribute) in found.attributes where attribute.isNeeded {
        #expect(object[name] != nil, "\(name) is needed")
      }
    }
  }

  private func check(
    _ object: [String: Any], _ attributes: [String: Published.Attribute],
    _ published: Published.OCSF, at path: String
  ) throws {
    for (name, value) in object where path + name != Schema.ocsf.unmapped {
      let attribute = try #require(attributes[name], "\(path)\(name) is no attribute")
      let list = value as? [Any]
      #expect((list != nil) == attribute.isList, "\(path)\(name)")
      for element in list ?? [value] {
        if let inner = element as? [String: Any] {
          let type = try #require(published.objects[attribute.type], "\(path)\(name)")
          try check(inner, type, published, at: "\(path)\(name).")
          for (part, needed) in type where needed.isNeeded {
            #expect(inner[part] != nil, "\(path)\(name).\(part) is needed")
          }
        } else {
          let fits =
            switch attribute.type {
            case "string_t": element is String
            case "integer_t", "long_t": Self.isInteger(element)
            default: false
            }
          #expect(fits, "\(path)\(name): \(element) is no \(attribute.type)")
        }
      }
    }
  }
}

/// A line to be formatted.
struct Sample: CustomTestStringConvertible {
  let kind: EventKind
  let line: String
  /// Whether it has all fields.
  let isFull: Bool

  /// The golden lines, and lines that have all fields.
  static let all =
    FullLine.all.map { Sample(kind: $0.definition.kind, line: $0.text, isFull: true) }
    + Fixture.all.compactMap { fixture in
      EventCatalog.definition(named: fixture.name).map {
        Sample(kind: $0.kind, line: fixture.line + "\n", isFull: false)
      }
    }

  var testDescription: String { "\(kind), \(isFull ? "full" : "golden")" }
}
