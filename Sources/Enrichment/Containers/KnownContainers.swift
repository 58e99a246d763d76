/// The containers that need not be asked for again; a fixed number, the first forgotten first.
struct KnownContainers {
  private var keys: Set<ContainerRequest.Key> = []
  /// In the order in which they came; a ring once it is full.
  private var order: [ContainerRequest.Key] = []
  private var oldest = 0
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
    keys.reserveCapacity(limit)
    order.reserveCapacity(limit)
  }

  var count: Int { keys.count }

  func contains(_ key: ContainerRequest.Key) -> Bool { keys.contains(key) }

  /// Adds one that is not known.
  mutating func insert(_ key: ContainerRequest.Key) {
    keys.insert(key)
    guard order.count == limit else { return order.append(key) }
    keys.remove(order[oldest])
    order[oldest] = key
    oldest = (oldest + 1) % limit
  }
}
