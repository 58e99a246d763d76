/// Who is whose descendant, for what is told of processes by their numbers.
extension Enricher {
  /// A process in the table.
  package struct KnownProcess: Sendable {
    package var life: Life
    /// Its parent's; nil: not known.
    package var parent: Life?
    package var cgroupID: UInt64
    /// Whether events of it are told: it is in scope.
    package var isTold: Bool
  }

  /// The processes of these numbers, those that ended a moment ago and the ancestors of others
  /// included; of two with the same number the later one.
  ///
  /// - Complexity: as many steps as there are processes; to be asked for many at once.
  package func processes(numbered numbers: Set<UInt32>) -> [UInt32: KnownProcess] {
    var found: [UInt32: KnownProcess] = [:]
    for process in processes.all {
      let life = process.life
      guard life.pid != 0, numbers.contains(life.pid) else { continue }
      if let other = found[life.pid], other.life.start > life.start { continue }
      let parent = processes[process.parent].life
      found[life.pid] = KnownProcess(
        life: life, parent: parent.pid == 0 ? nil : parent, cgroupID: process.cgroupID,
        isTold: !process.isStranger && !process.isOutside)
    }
    return found
  }

  /// The ancestors of a process, from its parent on, as far as they are known.
  package mutating func ancestors(of life: Life) -> [Life] {
    var ancestors: [Life] = []
    var place = processes[processes.find(life)].parent
    while place != 0, ancestors.count < Self.depthLimit {
      ancestors.append(processes[place].life)
      place = processes[place].parent
    }
    return ancestors
  }

  private static var depthLimit: Int { 64 }

  /// Whether a process runs, as far as is known.
  package mutating func isRunning(_ life: Life) -> Bool {
    let place = processes.find(life)
    return place != 0 && processes[place].ended == 0
  }
}
