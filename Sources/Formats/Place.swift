/// A place in another schema, and how a value is written there.
struct Place: Sendable, Equatable, ExpressibleByStringLiteral {
  /// The dotted path.
  ///
  /// One that begins with `@` is another one from kind to kind, see ``KindMapping``.
  var path: String
  var form: Form

  init(_ path: String, _ form: Form = .same) {
    self.path = path
    self.form = form
  }

  init(stringLiteral path: String) {
    self.init(path)
  }

  /// A number, as text.
  static func text(_ path: String) -> Place { Place(path, .text) }

  /// A single value, as a list.
  static func list(_ path: String) -> Place { Place(path, .list) }

  /// A time, as milliseconds since 1970.
  static func milliseconds(_ path: String) -> Place { Place(path, .milliseconds) }
}

/// How a value is written in another schema.
enum Form: Sendable, Equatable {
  /// As it is in the line.
  case same
  /// A number, in quotes.
  case text
  /// The only element of a list.
  case list
  /// A time, as the number of milliseconds since 1970; what is less than one is left out.
  case milliseconds
  /// A list of texts, as a list of objects that have the text under that key.
  case objects(key: String)
  /// The name of a value in our words, in the schema's.
  case named(ValueNames)

  /// The elements of a list of texts, with a space between them.
  case joined
  /// What is behind the last slash of a path.
  case lastComponent
  /// A number of nanoseconds, in milliseconds.
  case nanosecondsAsMilliseconds
}

/// What stands for our values in another schema: finished JSON.
struct ValueNames: Sendable, Equatable {
  var names: [String: String]
  /// What stands for any other value.
  var others: String
}
