/// Where something stands in a file.
public struct Place: Sendable, Equatable, CustomStringConvertible {
  /// The file's path.
  public var file: String
  /// The line and the column in it, from 1; nil: it is about the file as a whole.
  public var mark: Mark?

  /// Puts it together.
  public init(file: String, mark: Mark? = nil) {
    self.file = file
    self.mark = mark
  }

  /// As compilers write it: `FILE:LINE:COLUMN`.
  public var description: String {
    mark.map { "\(Printable.whole(file)):\($0.line):\($0.column)" } ?? Printable.whole(file)
  }
}

/// A position in a text, both numbers from 1.
public struct Mark: Sendable, Equatable, Comparable {
  public var line: Int
  /// Counted in Unicode scalars.
  public var column: Int

  /// Puts it together.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (left: Mark, right: Mark) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// What is wrong with the configuration, with the mend: one sentence.
public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where in the file; nil where the sentence says which flag or variable it is about.
  public var place: Place?
  /// The sentence.
  public var message: String

  /// Puts it together.
  public init(at place: Place? = nil, _ message: String) {
    self.place = place
    self.message = message
  }

  public var description: String {
    place.map { "\($0): \(message)" } ?? message
  }
}

/// All that is wrong with the configuration.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// In the order in which it was found, at least one.
  public var problems: [Problem]

  /// Puts it together.
  public init(_ problems: [Problem]) {
    self.problems = problems
  }

  /// One problem a line.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
