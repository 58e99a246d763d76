import CEventABI

@testable import Events

extension Fixture {
  static let credentials = [changed, refused, unknownBefore]

  private static let changed: Fixture = {
    var head = ev_cred_change()
    head.before = ev_credentials(
      effective: 0, permitted: 1 << 40, uid: 1, euid: 2, suid: 3, gid: 4, egid: 5, sgid: 6)
    head.after = ev_credentials(
      effective: 0x1_0020_0000_0080, permitted: .max, uid: 11, euid: 12, suid: 13, gid: 14,
      egid: 15, sgid: 16)
    head.gained = 0x1_0000_0020_0080
    head.call = EV_CRED_EXEC
    head.user_ns = 4_026_531_837
    head.ask(nothing: EV_UNSET)
    return Fixture(
      "cred.change", Record(.credChange, head),
      own: """
        ,"cred":{"call":"exec","before":{"uid":1,"euid":2,"suid":3,"gid":4,"egid":5,"sgid":6,\
        "effective":"0000000000000000","permitted":"0000010000000000"},\
        "after":{"uid":11,"euid":12,"suid":13,"gid":14,"egid":15,"sgid":16,\
        "effective":"0001002000000080","permitted":"ffffffffffffffff"},\
        "gained":["CAP_SETUID","CAP_SYS_ADMIN","0x1000000000000"],"user_namespace":4026531837},\
        "result":0
        """)
  }()

  private static let refused: Fixture = {
    var head = ev_cred_change()
    head.before.uid = 1000
    head.call = EV_CRED_SETRESUID
    head.ask(nothing: EV_UNSET)
    head.asked_uid = 0
    head.asked_suid = 7
    head.result = -1
    return Fixture(
      "cred.change", Record(.credChange, head),
      own: """
        ,"cred":{"call":"setresuid","before":{"uid":1000,"euid":0,"suid":0,"gid":0,"egid":0,"sgid":0,\
        "effective":"0000000000000000","permitted":"0000000000000000"},\
        "asked":{"uid":0,"suid":7}},"result":-1,"error":"EPERM"
        """)
  }()

  private static let unknownBefore: Fixture = {
    var head = ev_cred_change()
    head.before_unknown = 1
    head.call = EV_CRED_CAPSET
    head.ask(nothing: EV_UNSET)
    head.after.sgid = 9
    return Fixture(
      "cred.change", Record(.credChange, head),
      own: """
        ,"cred":{"call":"capset","after":{"uid":0,"euid":0,"suid":0,"gid":0,"egid":0,"sgid":9,\
        "effective":"0000000000000000","permitted":"0000000000000000"}},"result":0
        """)
  }()
}

extension ev_cred_change {
  fileprivate mutating func ask(nothing: UInt32) {
    asked_uid = nothing
    asked_euid = nothing
    asked_suid = nothing
    asked_gid = nothing
    asked_egid = nothing
    asked_sgid = nothing
  }
}
