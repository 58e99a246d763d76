import CEventABI
public import Events

/// What a comparison with the kernel's own processes found.
public struct Healing {
  /// A process that had ended without its end having been told.
  public struct Gone: Sendable {
    /// Its number, its start and its parent; the rest is nobody's.
    public var header: HeaderTemplate
    /// When it was last known to run, in nanoseconds since boot.
    public var seen: UInt64
  }

  /// Those that had ended; they are out of the table now.
  public var gone: [Gone] = []
  /// Numbers of processes in scope that run and of which nobody has told, or not with which program.
  public var unknown: Set<UInt32> = []
}

extension Enricher {
  /// Compares the table with the processes that the kernel has.
  ///
  /// A process takes some time to end: only what is missing twice is gone.
  ///
  /// - Parameters:
  ///   - living: an `ev_process_life` for each process, one after the other.
  ///   - time: when they were listed, in nanoseconds since boot; what was told of before must have been
  ///     seen by now.
  /// - Returns: what is to be told.
  public mutating func heal(living: [UInt8], at time: UInt64) -> Healing {
    var healing = Healing()
    let size = MemoryLayout<ev_process_life>.size
    for start in stride(from: 0, to: living.count - living.count % size, by: size) {
      // Safety: records are plain bytes, and one begins here.
      let life = unsafe living.span.bytes.unsafeLoadUnaligned(
        fromByteOffset: start, as: ev_process_life.self)
      let place = processes.find(Life(pid: life.tgid, start: life.start_ns))
      if place != 0 { processes[place].seen = time }
      // One that was forked this moment may still be on its way here.
      let isOld = life.start_ns &+ Self.youth < time
      if life.in_scope != 0, isOld, place == 0 || processes[place].isStranger {
        healing.unknown.insert(life.tgid)
      }
    }
    for place in processes.living { check(place, at: time, &healing) }
    return healing
  }

  /// Nanoseconds in which a process is told of, however much happens.
  private static let youth: UInt64 = 1_000_000_000

  private mutating func check(_ place: UInt32, at time: UInt64, _ healing: inout Healing) {
    let process = processes[place]
    // Without the first process there is no host; some kernels do not list it.
    guard process.seen != time, process.life.start < time, process.life.pid != 1 else {
      processes[place].isMissed = false
      return
    }
    guard process.isMissed else {
      processes[place].isMissed = true
      return
    }
    processes.end(place, at: time)
    // Of one that was known by its children only, nobody was told.
    guard !process.isStranger, !process.isOutside else { return }
    var header = HeaderTemplate(bootNanoseconds: time)
    header.processID = process.life.pid
    header.threadID = process.life.pid
    header.startNanoseconds = process.life.start
    let parent = processes[process.parent].life
    header.parentProcessID = parent.pid
    header.parentStartNanoseconds = parent.start
    healing.gone.append(Healing.Gone(header: header, seen: max(process.seen, process.life.start)))
  }
}
