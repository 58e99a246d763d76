internal import CEventABI

/// Descriptors that are more than they seem.
enum MemoryEvents {
  static let all = [memfd, ioUring]

  static let memfd = EventDefinition(
    .processMemfd, "process.memfd", family: .process, lane: .bulk, record: ev_process_memfd.self,
    summary: "A process made a file that is only in memory, or tried to.",
    hooks: [.callExits("process_memfd", [.memfdCreate])],
    callerFields: [CallerFields(EV_CALLER_PATH, "memfd.name")],
    fields: [
      .text("memfd.name", \ev_process_memfd.name, "Its name, which need not be unique."),
      .flags("memfd.flags", \ev_process_memfd.memfd_flags, .memfd, "How it was made."),
      .number(
        "memfd.inode", \ev_process_memfd.inode,
        "Its inode: as `exe.inode` of a program that is run from it.",
        when: .nonzero(\ev_process_memfd.inode)),
      .number(
        "memfd.descriptor", \ev_process_memfd.fd, "The descriptor's number.",
        when: .nonnegative(\ev_process_memfd.fd)),
    ] + Field.result(\ev_process_memfd.result))

  static let ioUring = EventDefinition(
    .processIOUring, "process.io_uring", family: .process, lane: .critical,
    record: ev_process_io_uring.self,
    summary: """
      A process made a ring for system calls, or tried to: what it does through the ring is not seen \
      by hooks at calls, as `lookback doctor` tells.
      """,
    hooks: [.callExits("process_io_uring", [.ioUringSetup])],
    callerFields: [CallerFields(EV_CALLER_ARGS, "io_uring.flags")],
    fields: [
      .number(
        "io_uring.entries", \ev_process_io_uring.entries,
        "Places for calls; as asked for where it failed."),
      .flags("io_uring.flags", \ev_process_io_uring.ring_flags, .ioUring, "How it works."),
      .number(
        "io_uring.descriptor", \ev_process_io_uring.fd, "The descriptor's number.",
        when: .nonnegative(\ev_process_io_uring.fd)),
    ] + Field.result(\ev_process_io_uring.result))
}
