import CEventABI

@testable import Events

extension Fixture {
  static let logins = [attempt, refusedAccount, open, close, failureRecord, sessionRecord]

  private static let attempt: Fixture = {
    var head = ev_login()
    head.stage = EV_LOGIN_AUTHENTICATE
    head.result = 7
    return Fixture(
      "auth.attempt",
      Record(.authAttempt, head, flags: EV_CALLER_ANSWER)
        .string(\.service, "sshd").string(\.user, "alice").string(\.remote, "192.0.2.7")
        .string(\.tty, "ssh"),
      own: """
        ,"from_caller":["auth"],"auth":{"source":"pam","service":"sshd","user":"alice","remote":"192.0.2.7",\
        "tty":"ssh","success":false,"result":7,"result_name":"auth_err","stage":"authenticate"}
        """)
  }()

  private static let refusedAccount: Fixture = {
    var head = ev_login()
    head.stage = EV_LOGIN_ACCOUNT
    head.result = 99
    return Fixture(
      "auth.attempt",
      Record(.authAttempt, head, flags: EV_CALLER_ANSWER)
        .string(\.service, "su").string(\.user, "root", full: 400),
      own: """
        ,"from_caller":["auth"],"auth":{"source":"pam","service":"su","user":"root","user_length":400,\
        "success":false,"result":99,"result_name":"99","stage":"account"}
        """)
  }()

  private static let open: Fixture = {
    var head = ev_login()
    head.stage = EV_LOGIN_OPEN
    head.success = 1
    return Fixture(
      "session.open",
      Record(.sessionOpen, head, flags: EV_CALLER_ANSWER)
        .string(\.service, "sudo").string(\.user, "root").string(\.remote_user, "alice")
        .string(\.tty, "/dev/pts/0"),
      own: """
        ,"from_caller":["login"],"login":{"source":"pam","service":"sudo","user":"root",\
        "remote_user":"alice","tty":"/dev/pts/0","success":true,"result":0,"result_name":"success"}
        """)
  }()

  private static let close: Fixture = {
    var head = ev_login()
    head.stage = EV_LOGIN_CLOSE
    head.result = 14
    return Fixture(
      "session.close",
      Record(.sessionClose, head, flags: EV_CALLER_ANSWER)
        .string(\.service, "cron").string(\.user, "bob").string(\.tty, "cron"),
      own: """
        ,"from_caller":["login"],"login":{"source":"pam","service":"cron","user":"bob","tty":"cron",\
        "success":false,"result":14,"result_name":"session_err"}
        """)
  }()

  private static let failureRecord: Fixture = {
    var head = ev_login()
    head.source = EV_LOGIN_FROM_BTMP
    head.record_pid = 4711
    return Fixture(
      "auth.attempt",
      Record(.authAttempt, head)
        .string(\.user, "alice").string(\.remote, "192.0.2.7").string(\.tty, "ssh:notty"),
      own: """
        ,"auth":{"source":"btmp","user":"alice","remote":"192.0.2.7","tty":"ssh:notty",\
        "success":false,"record_pid":4711}
        """)
  }()

  private static let sessionRecord: Fixture = {
    var head = ev_login()
    head.source = EV_LOGIN_FROM_WTMP
    head.success = 1
    head.record_ns = 2_500_000_000
    return Fixture(
      "session.open", Record(.sessionOpen, head).string(\.user, "bob").string(\.tty, "pts/3"),
      own: """
        ,"login":{"source":"wtmp","user":"bob","tty":"pts/3","success":true,\
        "record_time":"2026-11-22T09:00:02.500000000Z"}
        """)
  }()
}
