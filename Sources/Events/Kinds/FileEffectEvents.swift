internal import CEventABI

/// What a change to a file means for the system: made of the file's own events.
enum FileEffectEvents {
  static let all = [persist, account]

  static let persist = EventDefinition(
    .persistChange, "persist.change", family: .file, lane: .bulk, record: ev_file_effect.self,
    summary: """
      A file was changed that has programs run by themselves: at the boot, at times, at a login, with \
      other programs. What the file says is not looked at, and changes through a shared mapping are \
      told once.
      """,
    hooks: [], callerFields: [CallerFields(EV_CALLER_PATH, "persist.path")],
    fields: [
      .named(
        "persist.mechanism", \ev_file_effect.meaning, .fileMeanings,
        """
        What has it run: `unit`, `timer`, `init`, `runlevel` (rc links), `cron`, `at`, `profile` \
        (files of shells), `ssh_keys`, `preload` (of the dynamic linker), `pam`, `sudoers`, `udev`, \
        `modules`, `autostart`.
        """),
      action("persist.action"),
      .text("persist.path", \ev_file_effect.path, "The file, as its process sees it."),
      cause("persist.cause"),
    ])

  static let account = EventDefinition(
    .accountChange, "account.change", family: .file, lane: .bulk, record: ev_file_effect.self,
    summary: "A file was changed that has the users or groups of a system, or of a container.",
    hooks: [], callerFields: [CallerFields(EV_CALLER_PATH, "account.path")],
    fields: [
      .named(
        "account.file", \ev_file_effect.meaning, .fileMeanings,
        "What is in it: `users`, `passwords`, `groups`, `group_passwords`, `subordinate_ids`."),
      action("account.action"),
      .text("account.path", \ev_file_effect.path, "The file, as its process sees it."),
      cause("account.cause"),
    ])

  private static func action(_ name: String) -> Field {
    .named(
      name, \ev_file_effect.action, .fileActions,
      """
      What was done: `created`, `written` (its first write through a descriptor), `replaced` (another \
      file got its name), `removed` (or renamed), `permissions` (or its owner).
      """)
  }

  private static func cause(_ name: String) -> Field {
    Field(
      name, .string, .otherKind(at: recordOffset(of: \ev_file_effect.cause)),
      "The kind of the event that it was made of, which comes just before.")
  }
}
