internal import CEventABI

/// Kernel modules: loaded, unloaded, or tried.
enum ModuleEvents {
  static let all = [load, unload]

  static let load = EventDefinition(
    .moduleLoad, "module.load", family: .module, lane: .critical, record: ev_module_load.self,
    summary: "A process loaded a kernel module, or tried to.",
    hooks: [
      .callExits("module_load", [.initModule, .finitModule]),
      .tracepoint("module_load_name"),
    ],
    callerFields: [
      CallerFields(EV_CALLER_ARGS, "module.params"), CallerFields(EV_CALLER_PATH, "module.name"),
    ],
    fields: [
      .text("module.name", \ev_module_load.name, "The name, where the kernel got so far."),
      .text("module.params", \ev_module_load.params, "The parameters, as one string."),
      .number("module.size", \ev_module_load.bytes, "Bytes of the module's image."),
      .text("module.path", \ev_module_load.path, "The file, where it was loaded from one."),
      .number("module.inode", \ev_module_load.inode, "The file: inode.", when: hasFile),
      .device("module.device", \ev_module_load.device, "The file: device.", when: hasFile),
      .flags(
        "module.flags", \ev_module_load.load_flags, .moduleLoad,
        "Checks that the caller asked to leave out, and the file's form."),
      .named("module.method", \ev_module_load.method, .moduleMethods, "The system call."),
    ] + Field.result(\ev_module_load.result))

  static let unload = EventDefinition(
    .moduleUnload, "module.unload", family: .module, lane: .critical,
    record: ev_module_unload.self,
    summary: "A process unloaded a kernel module, or tried to.",
    hooks: [.callExits("module_unload", [.deleteModule])],
    callerFields: [CallerFields(EV_CALLER_PATH, "module.name")],
    fields: [
      .text("module.name", \ev_module_unload.name, "The name."),
      .flags(
        "module.flags", \ev_module_unload.unload_flags, .moduleUnload,
        "O_NONBLOCK: not to wait; O_TRUNC: to unload even if it is in use."),
    ] + Field.result(\ev_module_unload.result))

  private static let hasFile = Presence.nonzero(\ev_module_load.inode)
}
