internal import CEventABI

/// Who a process acts as, and what it may do: changed, or refused.
enum CredentialEvents {
  static let all = [change]

  static let change = EventDefinition(
    .credChange, "cred.change", family: .process, lane: .critical, record: ev_cred_change.self,
    summary: """
      A thread got other ids or capabilities, or was refused them; a call that changes nothing is not \
      recorded. The C library has each thread of a process make the call: each has an event.
      """,
    hooks: hooks,
    fields: [
      .named(
        "cred.call", \ev_cred_change.call, .credentialCalls,
        """
        The call; `exec`: by a file with setuid, setgid or capabilities, or the end of capabilities \
        that are not kept; `unshare`, `setns`: those of another user namespace.
        """)
    ]
      + credentials(
        "before", \ev_cred_change.before, "Before", when: .zero(\ev_cred_change.before_unknown))
      + credentials(
        "after", \ev_cred_change.after, "Afterwards", when: .nonnegative(\ev_cred_change.result))
      + [
        .flags(
          "cred.gained", \ev_cred_change.gained, .capabilities,
          "Effective capabilities that it did not have before."),
        asked("uid", \ev_cred_change.asked_uid, "real user"),
        asked("euid", \ev_cred_change.asked_euid, "effective user"),
        asked("suid", \ev_cred_change.asked_suid, "saved user"),
        asked("gid", \ev_cred_change.asked_gid, "real group"),
        asked("egid", \ev_cred_change.asked_egid, "effective group"),
        asked("sgid", \ev_cred_change.asked_sgid, "saved group"),
        .number(
          "cred.user_namespace", \ev_cred_change.user_ns,
          "The user namespace in which the capabilities count.",
          when: .nonzero(\ev_cred_change.user_ns)),
      ] + Field.result(\ev_cred_change.result))

  /// What the credentials were is remembered from the start of each thread on.
  private static let hooks: [Hook] = [
    .callExits(
      "cred_set", [.setuid, .setreuid, .setresuid, .setgid, .setregid, .setresgid, .capset]),
    .tracepoint("cred_exec"),
    .tracepoint("cred_fork"),
    .tracepoint("cred_exit"),
    NamespaceEvents.entering,
    NamespaceEvents.leaving,
  ]

  private static func credentials(
    _ name: String, _ path: KeyPath<ev_cred_change, ev_credentials>, _ when: String,
    when presence: Presence
  ) -> [Field] {
    func number(_ id: String, _ part: KeyPath<ev_credentials, UInt32>, _ what: String) -> Field {
      .number(
        "cred.\(name).\(id)", path.appending(path: part), "\(when): the \(what).", when: presence)
    }
    return [
      number("uid", \.uid, "real user"),
      number("euid", \.euid, "effective user"),
      number("suid", \.suid, "saved user"),
      number("gid", \.gid, "real group"),
      number("egid", \.egid, "effective group"),
      number("sgid", \.sgid, "saved group"),
      .hexadecimal(
        "cred.\(name).effective", path.appending(path: \.effective),
        "\(when): effective capabilities, as in `/proc/PID/status`.", when: presence),
      .hexadecimal(
        "cred.\(name).permitted", path.appending(path: \.permitted),
        "\(when): permitted capabilities.", when: presence),
    ]
  }

  private static func asked(
    _ name: String, _ path: KeyPath<ev_cred_change, UInt32>, _ what: String
  ) -> Field {
    .number(
      "cred.asked.\(name)", path,
      "Refused: the \(what) that was asked for, as counted in the caller's user namespace.",
      when: .set(path))
  }
}
