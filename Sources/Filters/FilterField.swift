public import Events

/// A field of the catalogue, as a filter means it.
public struct FilterField: Sendable, Equatable {
  /// The dotted name.
  public let name: String
  /// The type of its value.
  public let type: FieldType
  /// Whether its texts are taken as one, with spaces between them.
  public let isJoined: Bool
  /// What the text is, where it is one.
  public let content: Content

  /// What a text is, beside a text.
  public enum Content: Sendable, Equatable {
    case any
    /// An IP address.
    case address
    /// A host's name or its address.
    case host
    /// The name of a kind of event.
    case kind
  }

  /// Short names for what is asked for most.
  public static let shortNames: [(short: String, name: String)] = [
    ("pid", "process.pid"), ("ppid", "process.parent.pid"), ("tid", "process.tid"),
    ("exe", "process.exe"), ("comm", "process.comm"), ("argv", "process.argv"),
    ("cmdline", "process.argv"), ("cwd", "process.cwd"), ("tty", "process.tty"),
    ("parent", "process.parent.exe"),
    ("user", "user.name"), ("uid", "user.id"), ("euid", "user.effective.id"),
    ("login", "user.login.name"), ("session", "session.id"), ("entry", "entry.kind"),
    ("host", "host.id"), ("container", "container.name"), ("image", "container.image"),
    ("pod", "container.pod"), ("unit", "systemd.unit"),
    ("address", "remote.address"), ("port", "remote.port"), ("domain", "remote.name"),
    ("protocol", "net.protocol"), ("query", "dns.name"),
    ("path", "file.path"), ("inode", "file.inode"), ("mode", "file.mode"),
    ("signal", "signal.name"), ("status", "exit.code"),
  ]

  /// Finds a field.
  ///
  /// - Parameter name: its name in the catalogue, or a short one.
  public init?(named name: String) {
    let full = FilterField.byShortName[name] ?? name
    guard let field = FilterField.catalogue[full] else { return nil }
    self.name = full
    isJoined = name == "cmdline"
    type = isJoined ? .string : field.type
    content =
      switch full {
      case "kind": .kind
      case _ where field.holdsAddress: .address
      case "auth.remote", "login.remote": .host
      default: .any
      }
  }

  /// The field of the catalogue.
  var inCatalogue: Field? { FilterField.catalogue[name] }

  /// How a filter's text calls it.
  var shownName: String { isJoined ? "cmdline" : name }

  /// The known name that is most like this one; nil where none is.
  static func nearest(to name: String) -> String? {
    nearest(to: name, among: Array(catalogue.keys) + shortNames.map(\.short))
  }

  /// The one that is most like a name; nil where none is.
  static func nearest(to name: String, among names: [String]) -> String? {
    let limit = max(1, name.utf8.count / 3)
    let candidates = names.lazy.map { (name: $0, distance: distance(from: name, to: $0)) }
    let nearest = candidates.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return nearest.flatMap { $0.distance <= limit ? $0.name : nil }
  }

  /// How many letters have to be added, taken away or replaced.
  private static func distance(from left: String, to right: String) -> Int {
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (line, letter) in left.utf8.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in right.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[right.count]
  }

  private static let byShortName = Dictionary(
    uniqueKeysWithValues: shortNames.map { ($0.short, $0.name) })

  /// By name: a field has one meaning in all kinds.
  static let catalogue: [String: Field] = Dictionary(
    EventCatalog.all.flatMap(\.fields).map { ($0.name, $0) },
    uniquingKeysWith: { first, _ in first })
}
