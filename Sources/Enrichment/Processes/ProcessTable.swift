/// The processes by their lives: those that run, those that have just ended, and the ancestors of
/// both as far as they were seen.
///
/// What is to be done when one leaves is the owner's: ``removed`` has those that have left.
struct ProcessTable {
  /// How long a process that has ended stays, in nanoseconds: what it did last can be told after its
  /// end.
  static let grace: UInt64 = 4_000_000_000

  private var slab = Slab(none: Process(life: Life(pid: 0, start: 0)))
  private var index: HashIndex
  /// Those that have ended and are in their time of grace, the oldest first.
  private var leaving = Queue<UInt32>()
  /// Where the search for one to give up has come to.
  private var hand: UInt32 = 1
  private var last: UInt32 = 0
  /// The last one that was given away: no process and no state of one has had it before.
  private var stamp: UInt64 = 0

  /// How many there may be.
  let capacity: Int
  /// Those that were given up before their time, for there was no room.
  private(set) var evictions: UInt64 = 0
  /// Those that have left since this was emptied.
  private(set) var removed: [Process] = []

  init(capacity: Int = 65_536) {
    self.capacity = capacity
    index = HashIndex(minimumCapacity: 1024)
  }

  var count: Int { index.count }

  @inline(__always)
  subscript(_ place: UInt32) -> Process {
    get { slab[place] }
    _modify {
      defer { slab[place].stamp = nextStamp() }
      yield &slab[place]
    }
  }

  @inline(__always)
  private mutating func nextStamp() -> UInt64 {
    stamp += 1
    return stamp
  }

  /// Where a process is; 0: nowhere.
  @inline(__always)
  mutating func find(_ life: Life) -> UInt32 {
    if slab[last].life == life { return last }
    guard let place = index.find(life.hash, where: { slab[UInt32($0)].life == life }) else {
      return 0
    }
    last = UInt32(place)
    return last
  }

  /// Adds a process that is not there.
  mutating func add(_ life: Life, parent: UInt32) -> UInt32 {
    // Its parent is not to be the one that makes room.
    if parent != 0 { slab[parent].children += 1 }
    if count >= capacity { evict() }
    var process = Process(life: life, stamp: nextStamp())
    process.parent = parent
    let place = slab.add(process)
    index.insert(life.hash, at: Int(place))
    last = place
    return place
  }

  /// Notes whose child a process is, where that was not known.
  mutating func setParent(_ parent: UInt32, of place: UInt32) {
    guard slab[place].parent == 0, parent != 0, parent != place else { return }
    slab[place].parent = parent
    slab[parent].children += 1
  }

  /// Notes that a process has ended.
  mutating func end(_ place: UInt32, at time: UInt64) {
    guard slab[place].ended == 0 else { return }
    slab[place].ended = max(time, 1)
    leaving.append(place)
  }

  /// Lets those go whose time of grace is over and that have no children here.
  mutating func expire(now: UInt64) {
    while let place = leaving.first, now >= slab[place].ended &+ Self.grace {
      _ = leaving.popFirst()
      letGo(place)
    }
  }

  mutating func takeRemoved() -> [Process] {
    defer { removed.removeAll(keepingCapacity: true) }
    return removed
  }

  /// The places of all that live.
  var living: [UInt32] {
    slab.elements.indices.dropFirst().map(UInt32.init).filter {
      slab[$0].life.pid != 0 && slab[$0].ended == 0
    }
  }

  /// Everyone who is there; between them are places where nobody is, without a number.
  var all: ArraySlice<Process> { slab.elements.dropFirst() }

  /// For one that has ended and whose grace is over.
  private mutating func letGo(_ place: UInt32) {
    slab[place].isPastGrace = true
    if slab[place].children == 0 { remove(place) }
  }

  /// Removes a process, and each of its ancestors that was there for it alone.
  private mutating func remove(_ place: UInt32) {
    var place = place
    while place != 0 {
      let process = slab[place]
      removed.append(process)
      index.remove(process.life.hash, at: Int(place))
      slab.remove(place)
      if last == place { last = 0 }
      let parent = process.parent
      guard parent != 0 else { return }
      slab[parent].children -= 1
      place = slab[parent].isPastGrace && slab[parent].children == 0 ? parent : 0
    }
  }

  /// Makes room: first of those that have ended, else somebody without children.
  private mutating func evict() {
    evictions += 1
    while let place = leaving.popFirst() {
      let before = count
      letGo(place)
      if count < before { return }
    }
    let size = UInt32(slab.elements.count)
    for _ in 1..<size {
      hand = hand + 1 < size ? hand + 1 : 1
      let process = slab[hand]
      if process.children == 0, process.life.pid != 0 {
        remove(hand)
        return
      }
    }
  }
}
