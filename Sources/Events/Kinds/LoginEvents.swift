internal import CEventABI

/// Logins: who wanted to become whom, whether that was let, and the sessions that came of it.
///
/// Seen where the programs that let people in ask Linux-PAM. What it is told (whom it is about, and
/// from where) is in the memory of that program, which runs as root: the acting process says who
/// tried. What it is not asked for is told by the records of utmp(5), which the sensor reads.
enum LoginEvents {
  static let all = [attempt, open, close]

  static let attempt = EventDefinition(
    .authAttempt, "auth.attempt", family: .login, lane: .critical, record: ev_login.self,
    summary: """
      A program asked whether somebody is who they say (a password, as a rule), and got an answer; or \
      was told that the account may not be used. An SSH key is not asked about here: that login is \
      a `session.open`.
      """,
    hooks: [
      .calls("auth_attempt", of: UserFunction("pam_authenticate", of: .pam)),
      .calls("auth_account", of: UserFunction("pam_acct_mgmt", of: .pam)),
    ],
    otherSources: [
      """
      Besides, what programs note in `/var/log/btmp` and Linux-PAM did not tell: failed attempts only. \
      Not seen: programs that note nothing, such as all those of musl
      """
    ],
    callerFields: [CallerFields(EV_CALLER_ANSWER, "auth")],
    fields: fields(
      of: "auth", user: "The account that was to be used.",
      success: "Whether it was let.")
      + [
        .named(
          "auth.stage", \ev_login.stage, .loginStages,
          """
          What was asked: whether it is them, or (only where refused) whether the account may be used; \
          absent where a file tells.
          """, when: .nonzero(\ev_login.stage))
      ])

  static let open = session(
    .sessionOpen, "session.open", program: "session_open", function: "pam_open_session",
    summary: "A login session was opened for somebody, or could not be.")

  static let close = session(
    .sessionClose, "session.close", program: "session_close", function: "pam_close_session",
    summary: """
      A login session was closed. A program that is killed does not close its session: what is left \
      of it are the ends of its processes.
      """)

  private static func session(
    _ kind: EventKind, _ name: String, program: String, function: String, summary: String
  ) -> EventDefinition {
    EventDefinition(
      kind, name, family: .login, lane: .critical, record: ev_login.self, summary: summary,
      hooks: [.calls(program, of: UserFunction(function, of: .pam))],
      otherSources: [
        """
        Besides, what programs note in `/var/log/wtmp` and Linux-PAM did not tell. Not seen: programs \
        that note nothing, such as all those of musl, and sessions without a terminal
        """
      ],
      callerFields: [CallerFields(EV_CALLER_ANSWER, "login")],
      fields: fields(of: "login", user: "Whose session it is.", success: "Whether it was done."))
  }

  private static func fields(of object: String, user: String, success: String) -> [Field] {
    [
      .named(
        "\(object).source", \ev_login.source, .loginSources,
        "Who tells of it: Linux-PAM, or a record in the file btmp or wtmp."),
      .text("\(object).service", \ev_login.service, "The service, such as sshd, login or sudo."),
      .text("\(object).user", \ev_login.user, user),
      .text(
        "\(object).remote", \ev_login.remote, "The host that it came from, as the program says."),
      .text(
        "\(object).remote_user", \ev_login.remote_user,
        "The user who asked for it, as the program says."),
      .text("\(object).tty", \ev_login.tty, "The terminal, as the program says."),
      .boolean("\(object).success", \ev_login.success, success),
      .number(
        "\(object).result", \ev_login.result,
        "What Linux-PAM answered: its number; absent where a file tells.", when: isAnswer),
      .named(
        "\(object).result_name", \ev_login.result, LoginResults.table,
        "What Linux-PAM answered: its name.", when: isAnswer),
      .number(
        "\(object).record_pid", \ev_login.record_pid,
        "The number of the process that a file's record is about, whether that is known or not.",
        when: .nonzero(\ev_login.record_pid)),
      .time(
        "\(object).record_time", \ev_login.record_ns,
        """
        The time that a file's record has, where it cannot be that of its writing: `time` is when it \
        was read.
        """, when: .nonzero(\ev_login.record_ns)),
    ]
  }

  private static let isAnswer = Presence.zero(\ev_login.source)
}
