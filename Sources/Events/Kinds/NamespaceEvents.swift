internal import CEventABI

/// Namespaces: entered, and left for new ones.
enum NamespaceEvents {
  static let all = [enter, leave]

  static let enter = EventDefinition(
    .namespaceEnter, "namespace.enter", family: .system, lane: .critical,
    record: ev_namespace.self,
    summary: "A thread went into a namespace that was there (setns), or tried to.",
    hooks: [entering],
    fields: [
      .flags(
        "namespace.types", \ev_namespace.types, .namespaces,
        "Which sort; with the descriptor of a process, which of its namespaces."),
      .number(
        "namespace.entered", \ev_namespace.entered,
        "The namespace behind the descriptor; absent where that is a process's.",
        when: .nonzero(\ev_namespace.entered)),
    ] + now + Field.result(\ev_namespace.result))

  static let leave = EventDefinition(
    .namespaceLeave, "namespace.leave", family: .system, lane: .critical,
    record: ev_namespace.self,
    summary: "A thread left namespaces for new ones of its own (unshare), or tried to.",
    hooks: [leaving],
    fields: [
      .flags("namespace.types", \ev_namespace.types, .namespaces, "Which sorts.")
    ] + now + Field.result(\ev_namespace.result))

  /// These two change credentials as well: ``CredentialEvents``.
  static let entering = Hook.callExits("namespace_enter", [.setns])
  static let leaving = Hook.callExits("namespace_leave", [.unshare])

  /// Where the thread is after the call; the mount namespace is with what every event has.
  private static let now: [Field] = [
    number("net", \.net, "network"),
    number("user", \.user, "users and capabilities"),
    number("pid_for_children", \.pid_for_children, "process numbers of its children to come"),
    number("uts", \.uts, "the host's name"),
    number("ipc", \.ipc, "System V and POSIX queues"),
    number("cgroup", \.cgroup, "the root of control groups"),
    number("time_for_children", \.time_for_children, "clocks of its children to come"),
  ]

  private static func number(
    _ name: String, _ part: KeyPath<ev_namespaces, UInt32>, _ what: String
  ) -> Field {
    let path = (\ev_namespace.now).appending(path: part)
    return .number(
      "namespace.\(name)", path, "Afterwards: the namespace of \(what).", when: .nonzero(path))
  }
}
