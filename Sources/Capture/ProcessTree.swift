import Glibc

/// The processes of /proc by parent, for the moment when a tree comes into scope.
enum ProcessTree {
  /// `root` and all its descendants that run now; empty if it does not run or is only a thread.
  static func members(of root: Int32) -> Set<Int32> {
    var children: [Int32: [Int32]] = [:]
    var isRunning = false
    for process in allProcesses() {
      guard let parent = ProcessStat.number(ProcessStat.parent, of: "\(process)") else { continue }
      children[Int32(truncatingIfNeeded: parent), default: []].append(process)
      if process == root { isRunning = true }
    }
    guard isRunning else { return [] }
    var members: Set<Int32> = []
    var waiting = [root]
    while let process = waiting.popLast() {
      if members.insert(process).inserted { waiting += children[process] ?? [] }
    }
    return members
  }

  private static func allProcesses() -> [Int32] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    var processes: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let process = Int32(name) { processes.append(process) }
    }
    return processes
  }
}
