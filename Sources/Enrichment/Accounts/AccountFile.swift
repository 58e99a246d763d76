/// The files in which accounts are.
enum AccountFile: Sendable, CaseIterable {
  case users
  case groups

  /// Below the root.
  var path: String {
    switch self {
    case .users: "etc/passwd"
    case .groups: "etc/group"
    }
  }
}
