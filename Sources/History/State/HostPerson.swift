/// As whom a process runs, how it came into the system, and in which container and unit it is.
public struct HostPerson: Sendable, Equatable {
  /// The real user's number; nil: it was never told.
  public var userID: Int64?
  /// The real group's number.
  public var groupID: Int64?
  /// The number of the user whose rights it has.
  public var effectiveUserID: Int64?
  /// The number of the group whose rights it has.
  public var effectiveGroupID: Int64?
  /// The real user's name, as its own root knows it.
  public var user: String?
  /// The name of the user whose rights it has.
  public var effectiveUser: String?
  /// The name of the user who logged in.
  public var loginUser: String?
  /// How it came into the system, one for all times.
  public var session: String?
  /// As whom, from the one who came in to the one now.
  public var sessionUsers: [String] = []
  /// Where the session came from: ssh, cron, service and so on.
  public var entry: String?
  /// From which address.
  public var address: String?
  /// From which port.
  public var port: Int64?
  /// At which terminal it came in.
  public var entryTerminal: String?
  /// When the session's first process was started, nanoseconds since 1970.
  public var entryTime: Int64?
  /// The container.
  public var container: String?
  /// The container's name.
  public var containerName: String?
  /// The container's image.
  public var image: String?
  /// The unit of the system's manager.
  public var unit: String?
  /// The unit of a user's manager.
  public var userUnit: String?

  /// Of which nothing is known.
  public init() {}

  static let fields = [
    "user.id", "user.gid", "user.effective.id", "user.effective.gid", "user.name",
    "user.effective.name", "user.login.name", "session.id", "session.users", "entry.kind",
    "entry.address", "entry.port", "entry.tty", "entry.time", "container.id", "container.name",
    "container.image", "systemd.unit", "systemd.user_unit",
  ]

  init(_ reader: FieldReader) {
    userID = reader.number("user.id")
    groupID = reader.number("user.gid")
    effectiveUserID = reader.number("user.effective.id")
    effectiveGroupID = reader.number("user.effective.gid")
    user = reader.text("user.name")
    effectiveUser = reader.text("user.effective.name")
    loginUser = reader.text("user.login.name")
    session = reader.text("session.id")
    sessionUsers = reader.list("session.users") ?? []
    entry = reader.text("entry.kind")
    address = reader.text("entry.address")
    port = reader.number("entry.port")
    entryTerminal = reader.text("entry.tty")
    entryTime = reader.time("entry.time")
    container = reader.text("container.id")
    containerName = reader.text("container.name")
    image = reader.text("container.image")
    unit = reader.text("systemd.unit")
    userUnit = reader.text("systemd.user_unit")
  }
}

extension HostPerson: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try userID.code(by: &coder)
    try groupID.code(by: &coder)
    try effectiveUserID.code(by: &coder)
    try effectiveGroupID.code(by: &coder)
    try user.code(by: &coder)
    try effectiveUser.code(by: &coder)
    try loginUser.code(by: &coder)
    try session.code(by: &coder)
    try sessionUsers.code(by: &coder)
    try entry.code(by: &coder)
    try address.code(by: &coder)
    try port.code(by: &coder)
    try entryTerminal.code(by: &coder)
    try entryTime.code(by: &coder)
    try container.code(by: &coder)
    try containerName.code(by: &coder)
    try image.code(by: &coder)
    try unit.code(by: &coder)
    try userUnit.code(by: &coder)
  }
}
