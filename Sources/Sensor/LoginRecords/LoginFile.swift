import Events

/// A file in which programs that let people in note what they do; see utmp(5).
///
/// /run/utmp is none of them: it says who is there now, in places that are written over, and what comes
/// into it at a login is appended to wtmp as well.
public enum LoginFile: String, CaseIterable, Sendable {
  /// Attempts that failed.
  case btmp
  /// Sessions that were opened and closed.
  case wtmp

  /// Where they are.
  public static let directory = "/var/log"

  /// Which of them have what makes events of these kinds.
  static func telling(_ kinds: Set<EventKind>) -> [LoginFile] {
    allCases.filter { !kinds.isDisjoint(with: $0.kinds) }
  }

  private var kinds: Set<EventKind> {
    switch self {
    case .btmp: [.authAttempt]
    case .wtmp: [.sessionOpen, .sessionClose]
    }
  }

  /// Who tells, where a record of this file does.
  var source: LoginSource {
    switch self {
    case .btmp: .btmp
    case .wtmp: .wtmp
    }
  }
}
