extension StateFollower {
  func snapshot(_ line: SegmentLine) {
    guard let id = actorID else { return }
    var process = HostProcess()
    process.id = id
    fillAll(of: &process)
    // Its fork should have been told.
    if let start = process.start, let since = state.since, start > since {
      process.noticed = line.time
    }
    process.held = state.processes[id]?.held ?? []
    state.put(process)
  }

  func exec(_ line: SegmentLine) {
    guard let id = actorID else { return }
    var process = state.processes[id] ?? stranger(id, at: line.time)
    fillAll(of: &process)
    state.put(process)
    state.doubtSockets(of: id)
  }

  func fork(_ line: SegmentLine) throws(HistoryError) {
    guard let id = fields.text("child.id"), let pid = fields.number("child.pid") else { return }
    guard let parent = try known(line) else { return }
    var process = parent
    process.id = id
    process.pid = pid
    process.ownPID = fields.number("child.namespace_pid")
    process.start = fields.time("child.start")
    process.noticed = nil
    process.isOrphan = false
    // The thread's that called.
    process.name = fields.text("process.comm") ?? parent.name
    let parentNumber = fields.number("child.parent.pid") ?? parent.pid
    process.parentPID = parentNumber
    // Who asks for a sibling has its own parent become the new one's.
    process.parentID = parentNumber == parent.pid ? parent.id : parent.parentID
    state.inherit(&process, from: parent)
    state.put(process)
  }

  func end() {
    if let id = fields.text("process.id") { state.remove(id) }
  }

  func changeCredentials(_ line: SegmentLine) throws(HistoryError) {
    // Each thread has credentials of its own, and the first one's are what is shown of a process.
    guard fields.number("process.tid") == fields.number("process.pid"),
      var process = try known(line)
    else { return }
    process.person = HostPerson(identity)
    fillParent(of: &process)
    state.put(process)
  }

  /// The process that acts, with what this event tells anew of it.
  ///
  /// - Returns: nil: nobody known does.
  func known(_ line: SegmentLine) throws(HistoryError) -> HostProcess? {
    guard let id = actorID else { return nil }
    if var process = state.processes[id] {
      let parent = fields.text("process.parent.id")
      let terminal = fields.text("process.tty")
      if process.parentID != parent || process.terminal != terminal {
        fillParent(of: &process)
        state.put(process)
      }
      return process
    }
    try identity.read(line)
    var process = stranger(id, at: line.time)
    fill(&process)
    state.put(process)
    return process
  }

  /// One whose beginning was not seen.
  private func stranger(_ id: String, at time: Int64) -> HostProcess {
    var process = HostProcess()
    process.id = id
    process.noticed = time
    return process
  }

  private func fillParent(of process: inout HostProcess) {
    let parent = fields.text("process.parent.id")
    if parent != process.parentID { process.isOrphan = false }
    process.parentID = parent
    process.parentPID = fields.number("process.parent.pid")
    process.terminal = fields.text("process.tty")
  }

  /// What every event has of who acts.
  private func fill(_ process: inout HostProcess) {
    process.pid = identity.number("process.pid") ?? 0
    process.start = identity.time("process.start")
    process.name = identity.text("process.comm") ?? ""
    process.exe = identity.text("process.exe")
    process.pidNamespace = identity.number("namespace.pid")
    process.person = HostPerson(identity)
    fillParent(of: &process)
  }

  /// What only lists and calls of exec tell.
  private func fillAll(of process: inout HostProcess) {
    fill(&process)
    process.arguments = identity.list("process.argv") ?? []
    process.directory = identity.text("process.cwd")
    process.ownPID = identity.number("process.namespace_pid")
    process.isKernelThread = identity.isTrue("process.kernel_thread")
  }
}
