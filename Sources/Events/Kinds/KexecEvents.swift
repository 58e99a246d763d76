internal import CEventABI

/// Another kernel made ready to take this one's place.
enum KexecEvents {
  static let all = [load]

  static let load = EventDefinition(
    .kexecLoad, "kexec.load", family: .system, lane: .critical, record: ev_kexec.self,
    summary: "A process made another kernel ready to be started from this one, or tried to.",
    hooks: [.callExits("kexec_load", [.kexecLoad, .kexecFileLoad])],
    callerFields: [CallerFields(EV_CALLER_ARGS, "kexec.command_line")],
    fields: [
      .text("kexec.path", \ev_kexec.path, "The kernel's file; absent with `kexec_load`."),
      .text("kexec.initrd", \ev_kexec.initrd, "The file of its first root file system."),
      .text("kexec.command_line", \ev_kexec.command_line, "Its command line."),
      .number(
        "kexec.segments", \ev_kexec.segments, "Pieces of memory that it is made of.",
        when: fromMemory),
      .flags(
        "kexec.flags", \ev_kexec.kexec_flags, .kexecLoad, "What kexec_load was asked for.",
        when: fromMemory),
      .flags(
        "kexec.file_flags", \ev_kexec.kexec_flags, .kexecFile,
        "What kexec_file_load was asked for.", when: .nonzero(\ev_kexec.method)),
      .named("kexec.method", \ev_kexec.method, .kexecMethods, "The system call."),
    ] + Field.result(\ev_kexec.result))

  private static let fromMemory = Presence.zero(\ev_kexec.method)
}
