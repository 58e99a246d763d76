internal import CEventABI

/// Who tells of a login.
public enum LoginSource: Sendable {
  /// What Linux-PAM answered a program.
  case pam
  /// A record of failed attempts.
  case btmp
  /// A record of sessions.
  case wtmp

  var number: UInt32 {
    switch self {
    case .pam: EV_LOGIN_FROM_PAM
    case .btmp: EV_LOGIN_FROM_BTMP
    case .wtmp: EV_LOGIN_FROM_WTMP
    }
  }
}
