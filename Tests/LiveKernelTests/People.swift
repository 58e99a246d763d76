import Foundation

/// Those who can log in: alice and bob, whose passwords are their names.
enum People {
  /// Why they cannot log in by ssh and become another here; nil: they can.
  static let absence = absence(
    needing: "/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/sudo", "/bin/su")
  /// Why they can have no job of cron here; nil: they can.
  static let absenceOfCron = absence(needing: "/usr/sbin/cron")

  private static func absence(needing programs: String...) -> String? {
    guard ProcessInfo.processInfo.environment["LOOKBACK_VM"] != nil,
      access("/run/systemd/system", F_OK) == 0, access("/home/alice", F_OK) == 0
    else { return "people who log in are only in a guest of scripts/vmtest --systemd" }
    return programs.first { access($0, X_OK) != 0 }.map { "there is no \($0)" }
  }
}
