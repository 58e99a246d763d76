internal import CEventABI

/// Changes to names and properties of files, by calls that name a file by its path.
enum FilePathEvents {
  static let all = [rename, unlink, link, symlink, chmod, chown, truncate]

  static let rename = definition(
    .fileRename, "file.rename", summary: "A process gave a file another name, or tried to.",
    program: "file_rename", calls: [.rename, .renameat, .renameat2],
    target: "The new name.",
    fields: [flags(.rename, "How a file of the new name is treated.")])

  static let unlink = definition(
    .fileUnlink, "file.unlink", summary: "A process removed a name of a file, or tried to.",
    program: "file_unlink", calls: [.unlink, .unlinkat, .rmdir],
    fields: [flags(.unlink, "AT_REMOVEDIR: a directory is meant.")])

  static let link = definition(
    .fileLink, "file.link", summary: "A process gave a file one more name, or tried to.",
    program: "file_link", calls: [.link, .linkat],
    target: "The new name.", fields: [flags(.lookup, "How the path was looked up.")])

  static let symlink = definition(
    .fileSymlink, "file.symlink", summary: "A process made a symbolic link, or tried to.",
    program: "file_symlink", calls: [.symlink, .symlinkat],
    target: "What the link says.")

  static let chmod = definition(
    .fileChmod, "file.chmod",
    summary: "A process changed the permissions of a file, or tried to.",
    program: "file_chmod", calls: [.chmod, .fchmod, .fchmodat, .fchmodat2],
    fields: [
      flags(.lookup, "How the path was looked up."),
      .permissions("file.new_mode", \ev_file_path.mode, "The permissions asked for, in octal."),
    ])

  static let chown = definition(
    .fileChown, "file.chown", summary: "A process changed the owner of a file, or tried to.",
    program: "file_chown", calls: [.chown, .fchown, .lchown, .fchownat],
    fields: [
      flags(.lookup, "How the path was looked up."),
      .number(
        "file.new_owner", \ev_file_path.owner, "The owner asked for; absent if it was to stay.",
        when: .set(\ev_file_path.owner)),
      .number(
        "file.new_group", \ev_file_path.group, "The group asked for; absent if it was to stay.",
        when: .set(\ev_file_path.group)),
    ])

  static let truncate = definition(
    .fileTruncate, "file.truncate", summary: "A process set the length of a file, or tried to.",
    program: "file_truncate", calls: [.truncate, .ftruncate],
    fields: [.number("file.length", \ev_file_path.length, "The new length in bytes.")])

  private static func definition(
    _ kind: EventKind, _ name: String, summary: String, program: String, calls: [SystemCall],
    target: String? = nil, fields: [Field] = []
  ) -> EventDefinition {
    let target: Field? = target.map { .text("file.target.path", \ev_file_path.target, $0) }
    return EventDefinition(
      kind, name, family: .file, lane: .bulk, record: ev_file_path.self, summary: summary,
      hooks: [.callExits(program, calls)],
      callerFields: [CallerFields(EV_CALLER_PATH, "file.path")]
        + (target.map { [CallerFields(EV_CALLER_TARGET, $0.name)] } ?? []),
      fields: [.text("file.path", \ev_file_path.path, "The path.")]
        + (target.map { [$0] } ?? [])
        + FileEvents.identity(\ev_file_path.file) + fields + Field.result(\ev_file_path.result))
  }

  private static func flags(_ table: FlagTable, _ summary: String) -> Field {
    .flags("file.flags", \ev_file_path.call_flags, table, summary)
  }
}
