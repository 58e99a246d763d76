import Events

/// As whom something was done, and how that person came in.
public struct Person: Sendable, Equatable {
  /// The fields that tell.
  static let fields = [
    "user.id", "user.name", "user.effective.id", "user.effective.name", "user.login.name",
    "session.id", "session.users", "session.programs", "entry.kind", "entry.user.name",
    "entry.address", "entry.port", "entry.tty", "entry.time", "container.id", "container.name",
    "systemd.unit", "process.tty",
  ]

  public var userID: Int64?
  public var userName: String?
  public var effectiveID: Int64?
  public var effectiveName: String?
  public var loginName: String?
  public var session: String?
  /// From the one who came in to the one now.
  public var users: [String]
  /// By which program each of them came to be.
  public var programs: [String]
  public var entryKind: String?
  public var entryUser: String?
  public var entryAddress: String?
  public var entryPort: Int64?
  public var entryTerminal: String?
  public var entryTime: Int64?
  public var container: String?
  public var unit: String?
  /// The controlling terminal.
  public var terminal: String?

  init(_ reader: FieldReader) {
    userID = reader.number("user.id")
    userName = reader.text("user.name")
    effectiveID = reader.number("user.effective.id")
    effectiveName = reader.text("user.effective.name")
    loginName = reader.text("user.login.name")
    session = reader.text("session.id")
    users = reader.list("session.users") ?? []
    programs = reader.list("session.programs") ?? []
    entryKind = reader.text("entry.kind")
    entryUser = reader.text("entry.user.name")
    entryAddress = reader.text("entry.address")
    entryPort = reader.number("entry.port")
    entryTerminal = reader.text("entry.tty")
    entryTime = reader.time("entry.time")
    container = reader.text("container.name") ?? reader.text("container.id")
    unit = reader.text("systemd.unit")
    terminal = reader.text("process.tty")
  }

  /// The user now; where a program has another one's rights, that is not who.
  public var name: String {
    userName ?? users.last.flatMap { $0.isEmpty ? nil : $0 } ?? userID.map { "user \($0)" }
      ?? "an unknown user"
  }

  /// `support (by su from carol, who came in by ssh from 192.0.2.7 port 50412)`.
  public var chain: String {
    var text = name
    // Whose rights are borrowed: by a file with setuid.
    if let effectiveID, effectiveID != userID {
      text += " with the rights of \(effectiveName ?? "user \(effectiveID)")"
    }
    for index in users.indices.dropFirst().reversed() {
      let program = index < programs.count && !programs[index].isEmpty ? programs[index] : nil
      text += ", by \(program ?? "an unknown program") from \(users[index - 1])"
    }
    return text
  }

  /// How the person came in; nil: that is not known.
  public var entry: String? {
    guard let entryKind else { return nil }
    let who = entryUser ?? users.first ?? "somebody"
    let terminal = entryTerminal.map { " at the terminal \($0)" } ?? ""
    let when = entryTime.map { " at \(Words.time($0))" } ?? ""
    switch entryKind {
    case "ssh", "telnet":
      let from = entryAddress.map { address in
        " from \(address)\(entryPort.map { " port \($0)" } ?? "")"
      }
      return "\(who) came in by \(entryKind)\(from ?? ", from where is not known")\(when)"
    case "console": return "\(who) logged in at the console\(terminal)\(when)"
    case "graphical": return "\(who) logged in at the graphical screen\(when)"
    case "cron": return "a job of cron, run as \(who)\(when)"
    case "service": return "the service \(unit ?? "of no known unit"), started as \(who)\(when)"
    case "user_manager": return "started by the service manager of \(who)\(when)"
    case "container", "container_exec":
      let how = entryKind == "container" ? "the container" : "a command run in the container"
      return "\(how) \(container ?? "of no known name"), as \(who)\(when)"
    case "init": return "descends from process 1, by no login and no unit, as \(who)\(when)"
    case "kernel": return "started by the kernel\(when)"
    default: return "\(who) came in by \(entryKind)\(when)"
    }
  }

  /// The same for programs.
  var json: AnswerJSON {
    .object([
      ("name", .string(name)), ("users", .strings(users)), ("programs", .strings(programs)),
      ("session", .text(session)), ("terminal", .text(terminal)),
      (
        "entry",
        .object([
          ("kind", .text(entryKind)), ("user", .text(entryUser)),
          ("address", .text(entryAddress)), ("port", .count(entryPort.map { Int($0) })),
          ("terminal", .text(entryTerminal)), ("time", .time(entryTime)),
        ])
      ),
      ("container", .text(container)), ("unit", .text(unit)),
    ])
  }
}
