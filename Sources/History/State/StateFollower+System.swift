import Events

extension StateFollower {
  func file(_ line: SegmentLine) throws(HistoryError) {
    guard let id = actorID else { return }
    try files.read(line)
    let descriptor = files.number("file.descriptor")
    var open = state.files[id] ?? []
    open.removeAll { $0.descriptor == descriptor }
    if line.kind == .fileWrite, try known(line) != nil {
      var file = HostFile()
      file.process = id
      file.descriptor = descriptor
      file.path = files.text("file.path")
      file.inode = files.number("file.inode")
      file.device = files.text("file.device")
      file.since = line.time
      open.append(file)
    }
    state.files[id] = open.isEmpty ? nil : open
  }

  func mount(_ line: SegmentLine) throws(HistoryError) {
    try mounts.read(line)
    guard let target = mounts.text("mount.target") else { return }
    let namespace = mounts.number("namespace.mount")
    let flags = mounts.list("mount.flags") ?? []
    let last = state.mounts.lastIndex { $0.target == target && $0.namespace == namespace }
    if line.kind == .mountDetach {
      if let last { state.mounts.remove(at: last) }
      return
    }
    // What is there already only becomes another.
    if flags.contains("MS_REMOUNT") {
      if let last { state.mounts[last].flags = flags.filter { $0 != "MS_REMOUNT" } }
      return
    }
    // How mounts spread to other namespaces is none of their own.
    let spreading: Set = ["MS_SHARED", "MS_PRIVATE", "MS_SLAVE", "MS_UNBINDABLE"]
    guard spreading.isDisjoint(with: flags) else { return }
    var mount = HostMount()
    mount.namespace = namespace
    mount.source = mounts.text("mount.source")
    mount.target = target
    mount.type = mounts.text("mount.type")
    mount.flags = flags
    mount.since = line.time
    mount.maker = actorID
    if flags.contains("MS_MOVE"),
      let moved = state.mounts.lastIndex(where: {
        $0.target == mount.source && $0.namespace == namespace
      })
    {
      state.mounts[moved].target = target
      return
    }
    state.mounts.append(mount)
  }

  func module(_ line: SegmentLine) throws(HistoryError) {
    try modules.read(line)
    guard let name = modules.text("module.name") else { return }
    state.modules.removeAll { $0.name == name }
    guard line.kind == .moduleLoad else { return }
    var module = HostModule()
    module.name = name
    module.path = modules.text("module.path")
    module.size = modules.number("module.size")
    module.since = line.time
    module.maker = actorID
    state.modules.append(module)
  }
}
