/// The control groups that have processes, by path and by number.
struct Places {
  private let pool: TextPool
  private var slab = Slab(none: Place())
  private var byPath: [TextID: UInt32] = [:]
  private var byID: [UInt64: UInt32] = [:]

  init(pool: TextPool) {
    self.pool = pool
  }

  @inline(__always)
  subscript(_ place: UInt32) -> Place { slab[place] }

  var count: Int { slab.count }

  /// The place of a control group's path, counted as one reference; 0 where there is no path.
  ///
  /// - Returns: the place, and who the container in it is if both are new.
  mutating func enter(path: Span<UInt8>, cgroupID: UInt64) -> (place: UInt32, new: CgroupIdentity?)
  {
    if path.isEmpty { return (0, nil) }
    let text = pool.string(path)
    if let known = byPath[text] {
      pool.release(text)
      slab[known].references += 1
      return (known, nil)
    }
    let identity = CgroupIdentity(path: path)
    var place = Place(path: text, cgroupID: cgroupID)
    if let container = identity.container {
      place.container = pool.string(container.id.span)
      place.runtime = pool.string(container.runtime.rawValue)
    }
    place.pod = identity.podID.map { pool.string($0.span) } ?? .none
    place.unit = identity.unit.map { pool.string($0.span) } ?? .none
    place.userUnit = identity.userUnit.map { pool.string($0.span) } ?? .none
    place.slice = identity.slice.map { pool.string($0.span) } ?? .none
    let number = slab.add(place)
    byPath[text] = number
    // The root of a hierarchy that is not used has everybody, in whatever group of the other one.
    if cgroupID > 1 { byID[cgroupID] = number }
    return (number, identity.container == nil ? nil : identity)
  }

  /// The place that has the number, counted as one reference; 0 where nothing is known.
  mutating func enter(cgroupID: UInt64) -> UInt32 {
    guard let known = byID[cgroupID] else { return 0 }
    slab[known].references += 1
    return known
  }

  mutating func retain(_ place: UInt32) {
    if place != 0 { slab[place].references += 1 }
  }

  mutating func release(_ number: UInt32) {
    if number == 0 { return }
    slab[number].references -= 1
    guard slab[number].references == 0 else { return }
    let place = slab[number]
    byPath[place.path] = nil
    if byID[place.cgroupID] == number { byID[place.cgroupID] = nil }
    for text in [
      place.path, place.container, place.runtime, place.pod, place.unit, place.userUnit,
      place.slice, place.containerName, place.containerImage,
    ] {
      pool.release(text)
    }
    slab.remove(number)
  }
}
