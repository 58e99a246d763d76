/// A page in the text format of Prometheus, version 0.0.4, read more strictly than Prometheus does.
package struct Exposition: Equatable {
  /// What is wrong with a line.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// By name and labels, as they stand there: `name{label="value"}`.
  package private(set) var samples: [String: Double] = [:]
  /// By the name of the family.
  package private(set) var types: [String: String] = [:]

  private var family: String?
  private var helped: String?

  /// Reads a page.
  ///
  /// - Throws: ``Failure`` at the first line that is not as it should be.
  package init(_ page: String) throws {
    guard page.hasSuffix("\n") else { throw Failure(description: "the last line has no end") }
    for line in page.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      do {
        try take(line)
      } catch let failure as Failure {
        throw Failure(description: "\(failure): '\(line)'")
      }
    }
  }

  private mutating func take(_ line: Substring) throws {
    if let match = line.wholeMatch(of: /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)/) {
      guard types[String(match.1)] == nil else { throw Failure(description: "told twice") }
      helped = String(match.1)
      family = nil
    } else if let match = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge)/) {
      let name = String(match.1)
      guard helped == name else { throw Failure(description: "a type without help") }
      guard (match.2 == "counter") == name.hasSuffix("_total") else {
        throw Failure(description: "counters and nothing else end in _total")
      }
      types[name] = String(match.2)
      family = name
    } else {
      try takeSample(line)
    }
  }

  private mutating func takeSample(_ line: Substring) throws {
    let form = /([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (\S+)/
    guard let match = line.wholeMatch(of: form) else { throw Failure(description: "no sample") }
    guard String(match.1) == family else { throw Failure(description: "not of this family") }
    guard match.2?.hasSuffix(",}") != true, match.2 != "{}" else {
      throw Failure(description: "an empty label")
    }
    guard let value = Double(match.3), value.isFinite, value >= 0 else {
      throw Failure(description: "no number")
    }
    let key = "\(match.1)\(match.2 ?? "")"
    guard samples.updateValue(value, forKey: key) == nil else {
      throw Failure(description: "told twice")
    }
  }
}
