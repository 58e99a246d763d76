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

  static let loginStages = NameTable([
    EV_LOGIN_AUTHENTICATE: "authenticate", EV_LOGIN_ACCOUNT: "account",
    EV_LOGIN_OPEN: "open_session", EV_LOGIN_CLOSE: "close_session",
  ])

  static let lossReasons = NameTable(
    Dictionary(
      uniqueKeysWithValues: LossReason.allCases.map { ($0.rawValue, $0.description) }))

  static let lanes = NameTable(
    Dictionary(uniqueKeysWithValues: Lane.allCases.map { ($0.rawValue, $0.description) }))
}
