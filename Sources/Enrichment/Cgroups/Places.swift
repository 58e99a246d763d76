/// The control groups that have processes, by path and by number.
struct Places {
  private let pool: TextPool
  private var slab = Slab(none: Place())
  private var byPath: [TextID: UInt32] = [:]
  private var byID: [UInt64: UInt32] = [:]
  /// What is known of containers, by their ids.
  private var names: [TextID: ContainerNames] = [:]
  private static let nameLimit = 4096
  /// The last one that was given away.
  private var stamp: UInt64 = 0

  private struct ContainerNames {
    var name: TextID
    var image: TextID
  }

  init(pool: TextPool) {
    self.pool = pool
  }

  @inline(__always)
  subscript(_ place: UInt32) -> Place { slab[place] }

  var count: Int { slab.count }

  /// The place of a control group's path, counted as one reference; 0 where there is no path.
  mutating func enter(path: Span<UInt8>, cgroupID: UInt64) -> UInt32 {
    if path.isEmpty { return 0 }
    let text = pool.string(path)
    if let known = byPath[text] {
      pool.release(text)
      slab[known].references += 1
      return known
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
    stamp += 1
    place.stamp = stamp
    let number = slab.add(place)
    byPath[text] = number
    // The root of a hierarchy that is not used has everybody, in whatever group of the other one.
    if cgroupID > 1 { byID[cgroupID] = number }
    nameContainer(of: number)
    return number
  }

  /// What the path of a place says, if its container was not asked for yet; nil if it has none.
  func unasked(_ number: UInt32) -> CgroupIdentity? {
    let place = slab[number]
    guard !place.container.isNone, !place.isAsked else { return nil }
    return pool.withBytes(place.path) { CgroupIdentity(path: $0) }
  }

  mutating func setAsked(_ number: UInt32) {
    slab[number].isAsked = true
  }

  /// Takes over what a runtime's files say of a container: for the places that it has, and those to
  /// come.
  mutating func note(_ info: ContainerInfo) {
    if names.count >= Self.nameLimit {
      for (id, known) in names { release(known, of: id) }
      names = [:]
    }
    let id = pool.string(info.container.id.span)
    if let old = names[id] { release(old, of: id) }
    names[id] = ContainerNames(
      name: info.name.map { pool.string($0.span) } ?? .none,
      image: info.image.map { pool.string($0.span) } ?? .none)
    for number in slab.elements.indices where slab[UInt32(number)].container == id {
      nameContainer(of: UInt32(number))
    }
  }

  private func release(_ names: ContainerNames, of id: TextID) {
    pool.release(id)
    pool.release(names.name)
    pool.release(names.image)
  }

  private mutating func nameContainer(of number: UInt32) {
    guard let known = names[slab[number].container] else { return }
    pool.release(slab[number].containerName)
    pool.release(slab[number].containerImage)
    slab[number].containerName = pool.retain(known.name)
    slab[number].containerImage = pool.retain(known.image)
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
