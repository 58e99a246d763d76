/// The names of one root.
struct AccountTables: Sendable, Equatable {
  var users: AccountTable
  var groups: AccountTable

  /// Whether they are the very same tables.
  static func == (left: Self, right: Self) -> Bool {
    left.users === right.users && left.groups === right.groups
  }
}
