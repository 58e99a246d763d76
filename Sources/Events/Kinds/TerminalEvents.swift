internal import CEventABI

/// Terminals: what was shown, and who wrote it.
enum TerminalEvents {
  static let all = [output, write] + TerminalStateEvents.all

  static let output = EventDefinition(
    .ttyOutput, "tty.output", family: .terminal, lane: .bulk, record: ev_tty.self,
    summary: "What a terminal showed: read from its master side by `process`, such as sshd.",
    hooks: hooks,
    callerFields: callerFields, fields: fields)

  static let write = EventDefinition(
    .ttyWrite, "tty.write", family: .terminal, lane: .bulk, record: ev_tty.self,
    summary: "What a process wrote to a terminal.",
    hooks: hooks,
    callerFields: callerFields, fields: fields)

  /// Both always: which terminals only show the sensor's own output is learnt from readers of
  /// masters and writers to slaves alike.
  private static let hooks = [showing, writing]

  private static let showing = Hook(
    "tty_output",
    [
      Way(.fentry, [.function(program: "tty_read__exit", ttyRead)]),
      Way(
        .kprobe, [.returns(program: "tty_read__return", [ttyRead])],
        blind: [.ioUring, .compat, .silentMisses]),
      Way(
        .tracepoint, [.callExits(program: "tty_output", calls: [.read, .readv])],
        blind: [.ioUring, .compat]),
    ])

  private static let writing = Hook(
    "tty_write",
    [
      Way(
        .fentry,
        [
          .function(program: "tty_write__exit", ttyWrite),
          .function(program: "tty_console__exit", consoleWrite),
        ]),
      Way(
        .kprobe, [.returns(program: "tty_write__return", [ttyWrite, consoleWrite])],
        blind: [.ioUring, .compat, .silentMisses]),
      Way(
        .tracepoint, [.callExits(program: "write_by_type", calls: [.write, .writev])],
        blind: [.ioUring, .compat]),
    ])

  private static let ttyRead = KernelFunction(
    "tty_read", of: "kiocb", "iov_iter", trigger: .pseudoterminal)
  private static let ttyWrite = KernelFunction(
    "tty_write", of: "kiocb", "iov_iter", trigger: .pseudoterminal)
  private static let consoleWrite = KernelFunction(
    "redirected_tty_write", of: "kiocb", "iov_iter", trigger: .console)

  private static let callerFields = [CallerFields(EV_CALLER_DATA, "tty.data")]

  private static let fields: [Field] = [
    .terminal("tty.device", \ev_tty.device, "The terminal, as its users know it."),
    .number(
      "tty.session", \ev_tty.session, "The number of the process that leads its session.",
      when: .nonzero(\ev_tty.session)),
    Field(
      "tty.data", .string, .data(at: recordOffset(of: \ev_tty.data)),
      "The bytes; hostile, never to be sent raw to a terminal."),
    .number(
      "tty.bytes", \ev_tty.bytes,
      "Bytes that the event stands for: of the call, or of a part of a long one."),
    Field(
      "tty.bytes_cut", .number,
      .cutBytes(text: recordOffset(of: \ev_tty.data), total: recordOffset(of: \ev_tty.bytes)),
      "Bytes that `tty.data` does not have; only where it was cut."),
    .number("tty.rows", \ev_tty.rows, "The terminal's height."),
    .number("tty.columns", \ev_tty.columns, "The terminal's width."),
    .boolean(
      "tty.echo", \ev_tty.lflag, mask: EV_TTY_ECHO, "Whether it shows what is typed."),
    .boolean(
      "tty.canonical", \ev_tty.lflag, mask: EV_TTY_ICANON,
      "Whether it hands over what is typed by lines."),
  ]
}
