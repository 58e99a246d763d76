internal import CEventABI

/// BPF programs: loaded and attached; never the sensor's own.
enum BPFEvents {
  static let all = [load, attach]

  static let load = EventDefinition(
    .bpfLoad, "bpf.load", family: .system, lane: .critical, record: ev_bpf.self,
    summary: "A process loaded a BPF program into the kernel, or tried to.",
    hooks: [calling],
    callerFields: [CallerFields(EV_CALLER_ARGS, "bpf.program")],
    fields: program + [function, descriptor("The program's descriptor.")]
      + Field.result(\ev_bpf.result))

  static let attach = EventDefinition(
    .bpfAttach, "bpf.attach", family: .system, lane: .critical, record: ev_bpf.self,
    summary: """
      A process had a BPF program run from somewhere in the kernel, or tried to: by a link, to a \
      control group or socket map, a tracepoint or a performance event.
      """,
    hooks: [calling, TerminalStateEvents.ioctls],
    callerFields: [
      CallerFields(EV_CALLER_ARGS, "bpf.program"), CallerFields(EV_CALLER_DATA, "bpf.attach_type"),
      CallerFields(EV_CALLER_TARGET, "bpf.function"),
    ],
    fields: program + [
      function,
      .named("bpf.method", \ev_bpf.method, .bpfMethods, "The call's command."),
      .named(
        "bpf.attach_type", \ev_bpf.attach_type, .bpfAttachTypes,
        "The sort of place; absent where the command has none.",
        when: .set(\ev_bpf.attach_type)),
      .number(
        "bpf.link", \ev_bpf.link_id, "The number of the link.", when: .nonzero(\ev_bpf.link_id)),
      descriptor("The link's descriptor."),
    ] + Field.result(\ev_bpf.result))

  private static let calling = Hook.callExits("bpf_call", [.bpf])

  private static let program: [Field] = [
    .text("bpf.program.name", \ev_bpf.name, "The program's name, where it has one."),
    .number(
      "bpf.program.id", \ev_bpf.id, "The program's number; absent where it was refused.",
      when: isLoaded),
    .named(
      "bpf.program.type", \ev_bpf.type, .bpfProgramTypes, "The sort of program.",
      when: .set(\ev_bpf.type)),
    .hexadecimal(
      "bpf.program.tag", \ev_bpf.tag, "The kernel's hash of its instructions.", when: isLoaded),
    .number(
      "bpf.program.instructions", \ev_bpf.instructions,
      "How many instructions it has: as the kernel rewrote them, or as asked for where it was refused.",
      when: .nonzero(\ev_bpf.instructions)),
  ]

  private static let function = Field.text(
    "bpf.function", \ev_bpf.function,
    "The kernel's function or tracepoint that it is for, where it is for one.")

  private static func descriptor(_ summary: String) -> Field {
    .number("bpf.descriptor", \ev_bpf.fd, summary, when: .nonnegative(\ev_bpf.fd))
  }

  private static let isLoaded = Presence.nonzero(\ev_bpf.id)
}
