/// Families of numbers with labels, in the text format of Prometheus, version 0.0.4.
struct MetricsText: CustomStringConvertible {
  /// What a family's numbers are.
  enum Sort: String {
    /// It only grows.
    case counter
    case gauge
  }

  /// One number.
  struct Sample {
    var value: Double
    var labels: [(name: String, value: String)]

    init(_ value: Double, _ labels: [(name: String, value: String)] = []) {
      self.value = value
      self.labels = labels
    }
  }

  private(set) var description = ""

  /// Adds a family; of one without numbers nothing is told.
  mutating func family(_ name: String, _ sort: Sort, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    description += "# HELP \(name) \(Self.escaped(help, quotes: false))\n"
    description += "# TYPE \(name) \(sort.rawValue)\n"
    for sample in samples {
      let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
      description += name + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}")
      description += " \(Self.number(sample.value))\n"
    }
  }

  /// Whole ones without a fraction: nothing is lost of counts below 2^53.
  private static func number(_ value: Double) -> String {
    if let whole = Int64(exactly: value) { return "\(whole)" }
    return "\(value)"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
