/// How the numbers of a user namespace's users, or groups, become the kernel's.
///
/// The kernel's are those of the host; records have them.
struct IDMap: Hashable, Sendable {
  private struct Extent: Hashable {
    var inside: UInt32
    var outside: UInt32
    var count: UInt32
  }

  private var extents: [Extent] = []

  /// What has no namespace of its own: each number is the kernel's.
  static let identity = IDMap(Array("0 0 4294967295\n".utf8))

  /// Reads a file such as /proc/PID/uid_map, as a process of the host sees it.
  ///
  /// Lines of three numbers: the first inside, the first outside, how many. Empty before whoever made
  /// the namespace has written it: then no number is anybody's.
  init(_ bytes: [UInt8]) {
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " "))
      let numbers = fields.compactMap { UInt32(String(decoding: $0, as: UTF8.self)) }
      guard fields.count == 3, numbers.count == 3 else { continue }
      extents.append(Extent(inside: numbers[0], outside: numbers[1], count: numbers[2]))
    }
  }

  /// The kernel's number; nil if it has none for it.
  func outside(_ inside: UInt32) -> UInt32? {
    for extent in extents where inside >= extent.inside && inside - extent.inside < extent.count {
      let (outside, isOver) = extent.outside.addingReportingOverflow(inside - extent.inside)
      // The last number means nobody.
      return isOver || outside == .max ? nil : outside
    }
    return nil
  }
}

/// The maps of a user namespace.
struct IDMaps: Hashable, Sendable {
  var users = IDMap.identity
  var groups = IDMap.identity

  /// The one for the numbers in a file.
  subscript(_ file: AccountFile) -> IDMap {
    switch file {
    case .users: users
    case .groups: groups
    }
  }
}
