internal import CEventABI

/// Files that are opened and written.
enum FileEvents {
  static let all = [open, write, close] + FilePathEvents.all + FileEffectEvents.all

  static let open = EventDefinition(
    .fileOpen, "file.open", family: .file, lane: .bulk, record: ev_file_open.self,
    summary: "A process opened a file, or tried to.",
    hooks: [.callExits("file_open", [.open, .creat, .openat, .openat2])],
    callerFields: [CallerFields(EV_CALLER_PATH, "file.path")],
    fields: [
      .text("file.path", \ev_file_open.path, "The path: of the opened file, or as asked for."),
      .flags(
        "file.flags", \ev_file_open.open_flags, .open, "How it was opened, access first.",
        when: .always),
      .permissions(
        "file.create_mode", \ev_file_open.create_mode,
        "The permissions asked for a new file, in octal.",
        when: .anyBit(OpenFlag.mayCreate, of: \ev_file_open.open_flags)),
    ] + identity(\ev_file_open.file) + [
      descriptor(\ev_file_open.fd),
      .boolean("file.created", \ev_file_open.created, "Whether this made the file."),
      .boolean("file.secret", \ev_file_open.secret, "Whether it is one of the watched secrets."),
    ] + Field.result(\ev_file_open.result))

  /// The first write opens a sum, the end of the descriptor closes it: neither goes without the
  /// other's programs.
  private static let writing: [Hook] = [
    .callExits("write_by_type", [.write, .writev, .pwrite64, .pwritev, .pwritev2]),
    .callExits("file_write_moved", [.sendfile, .splice, .copyFileRange]),
    .callExits("file_write_mapped", [.mmap]),
    .callExits("file_close", [.close, .dup2, .dup3, .closeRange]),
    .tracepoint("file_close_exec"),
    .tracepoint("file_close_exit"),
  ]

  static let write = EventDefinition(
    .fileWrite, "file.write", family: .file, lane: .bulk, record: ev_file_write.self,
    summary: """
      A process wrote to a file, for the first time through this descriptor; the sum of its writes \
      follows in `file.close`.
      """,
    hooks: writing,
    fields: [.text("file.path", \ev_file_write.path, "The file's path.")]
      + identity(\ev_file_write.file) + [
        descriptor(\ev_file_write.fd),
        .number("file.bytes", \ev_file_write.bytes, "Bytes of this first write."),
        .named(
          "file.method", \ev_file_write.method, .writeMethods,
          "The kind of call; writes to a mapping (`mmap`) are not seen one by one."),
      ])

  static let close = EventDefinition(
    .fileClose, "file.close", family: .file, lane: .bulk, record: ev_file_close.self,
    summary: "A process is done with a descriptor through which it wrote.",
    hooks: writing,
    fields: [.text("file.path", \ev_file_close.path, "The path, as at the first write.")]
      + identity(\ev_file_close.file) + [
        descriptor(\ev_file_close.fd),
        .number("file.bytes", \ev_file_close.bytes, "Bytes of all writes."),
        .number("file.writes", \ev_file_close.writes, "The number of writes."),
        .time("file.first_write", \ev_file_close.first_write_ns, "When the first write was."),
        .named(
          "file.cause", \ev_file_close.cause, .closeCauses,
          "How the descriptor was closed; `unseen`: it was found closed later."),
      ])

  /// Which file it is, and whose.
  static func identity<Record>(_ path: KeyPath<Record, ev_file_id>) -> [Field] {
    let known = Presence.nonzero(path.appending(path: \.inode))
    return [
      .number("file.inode", path.appending(path: \.inode), "The inode.", when: known),
      .device("file.device", path.appending(path: \.device), "The device.", when: known),
      Field(
        "file.type", .string, .fileType(at: recordOffset(of: path.appending(path: \.mode))),
        "What it is: `regular`, `directory`, `character`, `block`, `fifo`, `socket`, `symlink`.",
        when: known),
      .permissions(
        "file.mode", path.appending(path: \.mode), "The permissions, in octal.", when: known),
      .number("file.owner", path.appending(path: \.owner), "The owner.", when: known),
      .number("file.group", path.appending(path: \.group), "The group.", when: known),
    ]
  }

  private static func descriptor<Record>(_ path: KeyPath<Record, Int32>) -> Field {
    .number("file.descriptor", path, "The descriptor's number.", when: .nonnegative(path))
  }
}
