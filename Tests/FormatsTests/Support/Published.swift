import Foundation

/// Names and types of the published schemas, as scripts/published-fields has written them.
enum Published {
  struct ECS {
    var fields: [String: (type: String, isList: Bool)] = [:]
    /// What may stand in `event.type`, by what stands in `event.category`.
    var types: [String: Set<String>] = [:]
  }

  struct Attribute {
    var type: String
    var isList: Bool
    var isNeeded: Bool
  }

  struct OCSF {
    var classes: [Int: (attributes: [String: Attribute], activities: [Int])] = [:]
    var objects: [String: [String: Attribute]] = [:]
  }

  static func text(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Schemas")
    return try String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8)
  }

  static let ecs = Result { try readECS() }
  static let ocsf = Result { try readOCSF() }

  private static func readECS() throws -> ECS {
    var result = ECS()
    for line in try text("ecs").split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      if words[0] == "category" {
        result.types[words[1]] = Set(words[2...])
      } else {
        result.fields[words[0]] = (words[1], words[2] == "array")
      }
    }
    return result
  }

  private static func readOCSF() throws -> OCSF {
    var result = OCSF()
    var heading: [String] = []
    for line in try text("ocsf").split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      guard line.hasPrefix("  ") else {
        heading = words
        continue
      }
      let attribute = Attribute(
        type: words[1], isList: words[2] == "array", isNeeded: words[3] == "required")
      guard heading[0] == "class" else {
        result.objects[heading[1], default: [:]][words[0]] = attribute
        continue
      }
      // Classes are numbered in their category.
      let number = (Int(heading[3]) ?? 0) * 1000 + (Int(heading[2]) ?? 0)
      result.classes[number, default: ([:], [])].attributes[words[0]] = attribute
      if words[0] == "activity_id" {
        result.classes[number]?.activities = words[4...].compactMap { Int($0) }
      }
    }
    return result
  }
}
