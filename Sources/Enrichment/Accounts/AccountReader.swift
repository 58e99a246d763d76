import Glibc
import SystemPackage

/// Reads the names of roots; what the background thread does.
struct AccountReader {
  /// What a table depends on.
  private struct Source: Hashable {
    var identity: FileIdentity
    var file: AccountFile
    var nameCount: Int
    var map: IDMap
  }

  private struct Namespace: Hashable {
    var number: UInt32
    var generation: UInt64
  }

  private struct WeakTable {
    weak var table: AccountTable?
  }

  private let places: RootDirectory.Places
  private let limits: AccountLimits
  /// What is in use of what was read: most namespaces of a host have the host's files.
  private var known: [Source: WeakTable] = [:]
  /// Those that had the host's root at the first look, and may have it now.
  private var waitedFor: Set<Namespace> = []
  /// Of a file that is not there.
  private let empty: AccountTable
  private let clock: @Sendable () -> FileIdentity.Time

  init(
    places: RootDirectory.Places, limits: AccountLimits,
    clock: @escaping @Sendable () -> FileIdentity.Time = FileIdentity.Time.now
  ) {
    self.clock = clock
    self.places = places
    self.limits = limits
    empty = AccountTable(Span(), isCut: false, of: .users, nameCount: 0, nameLimit: 0)
  }

  /// Whether a root is better looked at a moment later; true once for each.
  ///
  /// A container that is just being made has the host's root for some milliseconds, in a namespace of
  /// its own already: its users must not have the host's names.
  mutating func isEarly(for root: AccountRoot) -> Bool {
    guard case .mountNamespace(let number, let generation, _) = root else { return false }
    let namespace = Namespace(number: number, generation: generation)
    guard !waitedFor.contains(namespace) else { return false }
    // What cannot be looked at is told by read(_:).
    guard let directory = try? RootDirectory(root, in: places),
      (try? directory.isHosts(places)) == true
    else { return false }
    if waitedFor.count >= limits.roots { waitedFor = [] }
    waitedFor.insert(namespace)
    return true
  }

  /// The names of a root as its files are now.
  ///
  /// - Throws: why nothing is known of it.
  mutating func read(_ root: AccountRoot) throws(Errno) -> AccountTables {
    let directory = try RootDirectory(root, in: places)
    let users = try table(.users, in: directory, nameCount: limits.namesPerRoot)
    let left = limits.namesPerRoot - users.names.count
    return AccountTables(users: users, groups: try table(.groups, in: directory, nameCount: left))
  }

  private mutating func table(
    _ file: AccountFile, in root: borrowing RootDirectory, nameCount: Int
  ) throws(Errno) -> AccountTable {
    do {
      let descriptor = try root.file(file.path)
      let source = Source(
        identity: FileIdentity(try descriptor.status()), file: file, nameCount: nameCount,
        map: root.maps[file])
      if let table = known[source]?.table { return table }
      // A file without a size is not read at all.
      let contents = try descriptor.contents(
        count: min(source.identity.size, limits.fileBytes))
      let table = AccountTable(
        contents.span, isCut: contents.count < source.identity.size, of: file, nameCount: nameCount,
        nameLimit: limits.nameBytes, map: source.map)
      remember(table, from: source)
      return table
    } catch {
      guard RootDirectory.isAbsence(error) else { throw error }
      return empty
    }
  }

  private mutating func remember(_ table: AccountTable, from source: Source) {
    guard source.identity.isSettled(at: clock()) else { return }
    known = known.filter { $0.value.table != nil }
    known[source] = WeakTable(table: table)
  }
}
