/// Somebody, or some work, that came into the system, as seen by a process of it: as whom it came
/// in, and as whom it is there now.
///
/// Processes share a session; one that changes its user has one of its own with the same beginning.
struct Session: BitwiseCopyable {
  /// Changes of the user that are kept; of more, the last.
  static let limit = 8

  var references: UInt32 = 1
  /// No other one has had it before; 0: none.
  var stamp: UInt64 = 0
  var kind: EntryKind
  /// The first process of it.
  var leader: Life
  var id: TextID
  var time: TextID
  var address = TextID.none
  var port = TextID.none
  var terminal = TextID.none

  /// As whom, from the entry to now.
  var users = InlineArray<8, UInt32>(repeating: 0)
  /// By which program, likewise.
  var programs = InlineArray<8, TextID>(repeating: .none)
  var depth = 0
  /// In which root the users have their names.
  var root: NameRoot

  /// The texts of what is above, and when they were looked up.
  var entryUserID = TextID.none
  var entryUserName = TextID.none
  var usersText = TextID.none
  var programsText = TextID.none
  var namedAt: UInt64 = 0

  /// The user now.
  var user: UInt32 { depth == 0 ? .max : users[depth - 1] }

  /// Notes a change of the user.
  mutating func append(user: UInt32, by program: TextID) {
    if depth == Self.limit { depth -= 1 }
    users[depth] = user
    programs[depth] = program
    depth += 1
  }
}

/// Whose files have the names of users; see ``AccountRoot``.
struct NameRoot: BitwiseCopyable, Equatable, Sendable {
  /// 0: the host's.
  var mountNamespace: UInt32
  var life: UInt64
  /// A process in it.
  var process: UInt32

  static let host = NameRoot(mountNamespace: 0, life: 0, process: 0)

  var accounts: AccountRoot {
    mountNamespace == 0
      ? .host : .mountNamespace(number: mountNamespace, generation: life, process: process)
  }
}
