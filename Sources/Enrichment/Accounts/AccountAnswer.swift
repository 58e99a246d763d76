/// What became of a request for the names of a root.
struct AccountAnswer: Sendable {
  var root: AccountRoot
  /// nil if the root could not be looked at.
  var tables: AccountTables?
}

typealias AccountMailbox = Mailbox<AccountRoot, AccountAnswer>
