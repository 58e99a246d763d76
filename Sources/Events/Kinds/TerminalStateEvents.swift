internal import CEventABI

/// How terminals are set.
enum TerminalStateEvents {
  static let all = [windowSize, mode]

  static let windowSize = EventDefinition(
    .ttyWinsize, "tty.winsize", family: .terminal, lane: .bulk, record: ev_tty_state.self,
    summary: "A process set the size of a terminal, perhaps to what it was.",
    hooks: [ioctls], fields: fields)

  static let mode = EventDefinition(
    .ttyMode, "tty.mode", family: .terminal, lane: .bulk, record: ev_tty_state.self,
    summary: "A process set how a terminal treats what is typed, perhaps to what it was.",
    hooks: [ioctls], fields: fields)

  /// Programs are attached to performance events by the same call: ``BPFEvents``.
  static let ioctls = Hook.callExits("ioctl_by_command", [.ioctl])

  private static let fields: [Field] = [
    .terminal("tty.device", \ev_tty_state.device, "The terminal, as its users know it."),
    .number(
      "tty.session", \ev_tty_state.session, "The number of the process that leads its session.",
      when: .nonzero(\ev_tty_state.session)),
    .number("tty.rows", \ev_tty_state.rows, "The terminal's height."),
    .number("tty.columns", \ev_tty_state.columns, "The terminal's width."),
    .boolean(
      "tty.echo", \ev_tty_state.lflag, mask: EV_TTY_ECHO, "Whether it shows what is typed."),
    .boolean(
      "tty.canonical", \ev_tty_state.lflag, mask: EV_TTY_ICANON,
      "Whether it hands over what is typed by lines."),
    .boolean(
      "tty.signals", \ev_tty_state.lflag, mask: EV_TTY_ISIG,
      "Whether keys such as Ctrl-C send signals; a raw terminal does none of the three."),
  ]
}
