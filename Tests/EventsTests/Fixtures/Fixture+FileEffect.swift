import CEventABI

@testable import Events

extension Fixture {
  static let fileEffects = [persist, account]

  private static let persist: Fixture = {
    var head = ev_file_effect()
    head.meaning = EV_MEANS_RUNLEVEL
    head.action = EV_DONE_CREATED
    head.cause = UInt32(EV_KIND_FILE_SYMLINK.rawValue)
    return Fixture(
      "persist.change",
      Record(.persistChange, head, flags: EV_CALLER_PATH)
        .string(\.path, "/etc/rc1.d/S97DbSecuritySpt"),
      own: """
        ,"from_caller":["persist.path"],"persist":{"mechanism":"runlevel","action":"created",\
        "path":"/etc/rc1.d/S97DbSecuritySpt","cause":"file.symlink"}
        """)
  }()

  private static let account: Fixture = {
    var head = ev_file_effect()
    head.meaning = EV_MEANS_PASSWORDS
    head.action = EV_DONE_REPLACED
    head.cause = UInt32(EV_KIND_FILE_RENAME.rawValue)
    return Fixture(
      "account.change", Record(.accountChange, head).string(\.path, "/etc/shadow"),
      own: """
        ,"account":{"file":"passwords","action":"replaced","path":"/etc/shadow","cause":"file.rename"}
        """)
  }()
}
