/// A value of a YAML file, with the place where it begins.
struct YAMLNode: Equatable, Sendable {
  var mark: Mark
  var content: Content

  enum Content: Equatable, Sendable {
    /// As behind a key that has no value.
    case nothing
    /// Whether it stood in quotes makes no difference.
    case text(String)
    case list([YAMLNode])
    case map([YAMLEntry])
  }
}

/// A key with its value.
struct YAMLEntry: Equatable, Sendable {
  var key: String
  var mark: Mark
  var value: YAMLNode
}

/// What cannot be read at some place.
struct YAMLFault: Error, Equatable, Sendable {
  var mark: Mark
  var reason: String
}
