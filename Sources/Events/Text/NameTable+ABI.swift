internal import CEventABI

/// Names of the numbers that the sensor's own programs put into records.
extension NameTable {
  static let moduleMethods = NameTable([
    EV_MODULE_FROM_MEMORY: "init_module", EV_MODULE_FROM_FILE: "finit_module",
  ])

  static let writeMethods = NameTable([
    EV_WRITE_CALL: "write", EV_WRITE_SENDFILE: "sendfile", EV_WRITE_MAPPED: "mmap",
  ])

  static let closeCauses = NameTable([
    EV_CLOSED_BY_CLOSE: "close", EV_CLOSED_BY_DUP: "dup", EV_CLOSED_BY_EXEC: "exec",
    EV_CLOSED_BY_EXIT: "exit", EV_CLOSED_UNSEEN: "unseen",
  ])

  static let fileMeanings = NameTable([
    EV_MEANS_UNIT: "unit", EV_MEANS_TIMER: "timer", EV_MEANS_INIT: "init",
    EV_MEANS_RUNLEVEL: "runlevel", EV_MEANS_CRON: "cron", EV_MEANS_AT: "at",
    EV_MEANS_PROFILE: "profile", EV_MEANS_SSH_KEYS: "ssh_keys", EV_MEANS_PRELOAD: "preload",
    EV_MEANS_PAM: "pam", EV_MEANS_SUDOERS: "sudoers", EV_MEANS_UDEV: "udev",
    EV_MEANS_MODULES: "modules", EV_MEANS_AUTOSTART: "autostart",
    EV_MEANS_USERS: "users", EV_MEANS_PASSWORDS: "passwords", EV_MEANS_GROUPS: "groups",
    EV_MEANS_GROUP_PASSWORDS: "group_passwords", EV_MEANS_SUBORDINATES: "subordinate_ids",
  ])

  static let fileActions = NameTable([
    EV_DONE_CREATED: "created", EV_DONE_WRITTEN: "written", EV_DONE_REPLACED: "replaced",
    EV_DONE_REMOVED: "removed", EV_DONE_PERMISSIONS: "permissions",
  ])

  static let connectionOrigins = NameTable([
    EV_ORIGIN_UNKNOWN: "unknown", EV_ORIGIN_CONNECT: "connect", EV_ORIGIN_ACCEPT: "accept",
  ])

  static let loginStages = NameTable([
    EV_LOGIN_AUTHENTICATE: "authenticate", EV_LOGIN_ACCOUNT: "account",
    EV_LOGIN_OPEN: "open_session", EV_LOGIN_CLOSE: "close_session",
  ])

  static let loginSources = NameTable([
    EV_LOGIN_FROM_PAM: "pam", EV_LOGIN_FROM_BTMP: "btmp", EV_LOGIN_FROM_WTMP: "wtmp",
  ])

  static let lossReasons = NameTable(
    Dictionary(
      uniqueKeysWithValues: LossReason.allCases.map { ($0.rawValue, $0.description) }))

  static let gapReasons = NameTable(
    Dictionary(uniqueKeysWithValues: GapReason.allCases.map { ($0.rawValue, $0.description) }))

  static let budgetScopes = NameTable(
    Dictionary(uniqueKeysWithValues: BudgetScope.allCases.map { ($0.rawValue, $0.description) }))

  static let degradeSteps = NameTable(
    Dictionary(uniqueKeysWithValues: DegradeStep.allCases.map { ($0.rawValue, $0.description) }))

  static let limitedResources = NameTable(
    Dictionary(
      uniqueKeysWithValues: LimitedResource.allCases.map { ($0.rawValue, $0.description) }))

  static let sinkReasons = NameTable(
    Dictionary(
      uniqueKeysWithValues: SinkLossReason.allCases.map { ($0.rawValue, $0.description) }))

  static let sinkLanes = NameTable(
    Dictionary(uniqueKeysWithValues: SinkLane.allCases.map { ($0.rawValue, $0.description) }))

  static let sinkTurns = NameTable(
    Dictionary(uniqueKeysWithValues: SinkTurn.allCases.map { ($0.rawValue, $0.description) }))

  static let lanes = NameTable(
    Dictionary(uniqueKeysWithValues: Lane.allCases.map { ($0.rawValue, $0.description) }))
}
