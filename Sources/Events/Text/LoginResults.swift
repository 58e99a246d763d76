/// What Linux-PAM answers, by its numbers (`_pam_types.h`), without their prefix.
enum LoginResults {
  static let table: NameTable = {
    let names = [
      "success", "open_err", "symbol_err", "service_err", "system_err", "buf_err", "perm_denied",
      "auth_err", "cred_insufficient", "authinfo_unavail", "user_unknown", "maxtries",
      "new_authtok_reqd", "acct_expired", "session_err", "cred_unavail", "cred_expired", "cred_err",
      "no_module_data", "conv_err", "authtok_err", "authtok_recovery_err", "authtok_lock_busy",
      "authtok_disable_aging", "try_again", "ignore", "abort", "authtok_expired", "module_unknown",
      "bad_item", "conv_again", "incomplete",
    ]
    return NameTable(
      Dictionary(uniqueKeysWithValues: names.enumerated().map { (UInt32($0.offset), $0.element) }))
  }()
}
