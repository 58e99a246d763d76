import Events

extension StateFollower {
  func file(_ line: SegmentLine) throws(HistoryError) {
    guard let id = actorID else { return }
    let descriptor = fields.number("file.descriptor")
    var open = state.files[id] ?? []
    open.removeAll { $0.descriptor == descriptor }
    if line.kind == .fileWrite, try known(line) != nil {
      var file = HostFile()
      file.process = id
      file.descriptor = descriptor
      file.path = fields.text("file.path")
      file.inode = fields.number("file.inode")
      file.device = fields.text("file.device")
      file.since = line.time
      open.append(file)
    }
    state.files[id] = open.isEmpty ? nil : open
  }

  func mount(_ line: SegmentLine) {
    guard let target = fields.text("mount.target") else { return }
    let namespace = fields.number("namespace.mount")
    let flags = fields.list("mount.flags") ?? []
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
    mount.source = fields.text("mount.source")
    mount.target = target
    mount.type = fields.text("mount.type")
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

  func module(_ line: SegmentLine) {
    guard let name = fields.text("module.name") else { return }
    state.modules.removeAll { $0.name == name }
    guard line.kind == .moduleLoad else { return }
    var module = HostModule()
    module.name = name
    module.path = fields.text("module.path")
    module.size = fields.number("module.size")
    module.since = line.time
    module.maker = actorID
    state.modules.append(module)
  }
}
