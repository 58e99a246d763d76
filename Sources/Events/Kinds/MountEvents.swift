internal import CEventABI

/// Mounts: attached, detached, and the root changed for another one.
enum MountEvents {
  static let all = [attach, detach, pivot]

  static let attach = EventDefinition(
    .mountAttach, "mount.attach", family: .system, lane: .critical, record: ev_mount.self,
    summary: """
      A process mounted something, changed how it is mounted, or tried to; in which mount namespace, \
      `namespace.mount` says.
      """,
    hooks: [.callExits("mount_attach", [.mount, .moveMount])],
    callerFields: [
      CallerFields(EV_CALLER_ARGS, "mount.source", "mount.type"),
      CallerFields(EV_CALLER_PATH, "mount.target"),
    ],
    fields: [
      .text(
        "mount.source", \ev_mount.source,
        "The device, the directory or the name; what move_mount moves by path is that path."),
      .text("mount.target", \ev_mount.target, "Where it is mounted."),
      .text("mount.type", \ev_mount.type, "The file system."),
      .flags(
        "mount.flags", \ev_mount.mount_flags, .mount, "What mount was asked for.",
        when: .zero(\ev_mount.call)),
      .flags(
        "mount.move_flags", \ev_mount.mount_flags, .moveMount, "What move_mount was asked for.",
        when: .nonzero(\ev_mount.call)),
      .named("mount.call", \ev_mount.call, .mountCalls, "The system call."),
    ] + Field.result(\ev_mount.result))

  static let detach = EventDefinition(
    .mountDetach, "mount.detach", family: .system, lane: .critical, record: ev_mount.self,
    summary: "A process took a mount away, or tried to.",
    hooks: [.callExits("mount_detach", [.umount2])],
    callerFields: [CallerFields(EV_CALLER_PATH, "mount.target")],
    fields: [
      .text("mount.target", \ev_mount.target, "Where it is, or was, mounted."),
      .flags("mount.flags", \ev_mount.mount_flags, .unmount, "How."),
    ] + Field.result(\ev_mount.result))

  static let pivot = EventDefinition(
    .mountPivot, "mount.pivot", family: .system, lane: .critical, record: ev_mount.self,
    summary: "A process put another file system into the root's place (pivot_root), or tried to.",
    hooks: [.callExits("mount_pivot", [.pivotRoot])],
    callerFields: [
      CallerFields(EV_CALLER_PATH, "mount.target"),
      CallerFields(EV_CALLER_TARGET, "mount.old_root"),
    ],
    fields: [
      .text("mount.target", \ev_mount.target, "The new root, as it was given."),
      .text("mount.old_root", \ev_mount.source, "Where the old root is then, as it was given."),
    ] + Field.result(\ev_mount.result))
}
