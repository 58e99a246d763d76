/// A terminal from when a session began on it to when that was last seen.
///
/// Numbers of terminals are used again, and so are those of processes: a session is its boot, terminal, leader and time.
public struct TerminalSession: Sendable, Equatable {
  /// Which kind of event tells what the terminal showed.
  public enum Source: Sendable {
    /// What was read from the master.
    case output
    /// What was written, for a console has no master, or nobody who is recorded read it.
    ///
    /// Neither the echo of what is typed is in it, nor what the kernel makes of a newline.
    case write
  }

  /// Its number in the order in which sessions of the boot's terminals were met.
  var index: Int
  /// The boot in which it was.
  public var boot: String
  /// The terminal, as its users know it.
  public var device: String
  /// The process that leads the session, by its number; nil: none did.
  public var leader: Int64?
  /// The same for all times, if it was seen to do something at the terminal.
  public var leaderID: String?
  /// The first and the last moment, nanoseconds since 1970.
  public var times: ClosedRange<Int64>
  /// Where it is told what was shown.
  public var source: Source
  /// The size that it had first; 0: nobody had set one.
  public var rows: Int
  public var columns: Int
  /// Bytes that it showed, those included that are not kept.
  public var bytes: Int64 = 0
  /// Bytes of these that are not kept.
  public var missing: Int64 = 0
  /// How many commands were entered, as far as shells mark them.
  public var commands = 0
  /// Who used it: from the one who came in to those whom that became, each once.
  public var users: [String] = []
  /// How the one who used it came into the system, and from which address.
  public var entry: String?
  public var address: String?
  /// The processes that did something at it, by their ids.
  public var processes: Set<String> = []

  /// A name for people, which other sessions can have as well after a while: `pts/3:4711`.
  public var name: String { leader.map { "\(device):\($0)" } ?? device }

  /// Whether somebody can mean it by a text: its name, its terminal, the number or the id of a process.
  public func isMeant(by text: String) -> Bool {
    text == name || text == device || text == "/dev/\(device)" || leader.map { "\($0)" } == text
      || text == leaderID || processes.contains(text)
  }

  /// Whether somebody was one of its users.
  public func hasUser(_ name: String) -> Bool { users.contains(name) }
}
