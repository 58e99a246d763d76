/// The roots whose names are known or asked for; belongs to the thread that asks.
///
/// What is forgotten stays in memory until ``collect(_:at:)``: names that were given out are in it.
@safe
final class KnownRoots {
  /// What a lookup needs; without references, which would have to be counted.
  private struct Entry: BitwiseCopyable {
    let generation: UInt64
    var users: AccountNameList?
    var groups: AccountNameList?
    /// The count of lookups when it was last asked for.
    var lastUse: UInt64
    /// When it is to be looked at again, in nanoseconds of the monotonic clock; `max` while it is
    /// asked for.
    var nextCheck = UInt64.max
  }

  /// The number of the host's root: no namespace has it.
  private static let host: UInt32 = 0

  private let limits: AccountLimits
  private let mailbox: AccountMailbox
  /// Of the namespaces, ascending; beside the entries, so that a search touches little memory.
  private var numbers: [UInt32] = []
  /// In the order of the numbers, as is what follows.
  private var entries: [Entry] = []
  /// The owners of the lists in the entries.
  private var tables: [AccountTables?] = []
  private var forgotten: [AccountTables] = []
  private var lookups: UInt64 = 0
  private var now: UInt64 = 0
  private(set) var refusedRequests: UInt64 = 0
  private(set) var failedLooks: UInt64 = 0

  init(limits: AccountLimits, mailbox: AccountMailbox) {
    self.limits = limits
    self.mailbox = mailbox
    numbers.reserveCapacity(limits.roots)
    entries.reserveCapacity(limits.roots)
    tables.reserveCapacity(limits.roots)
  }

  var count: Int { entries.count }

  /// The name with a number, if its root is known; otherwise the root is asked for.
  @_lifetime(borrow self)
  func name(of id: UInt32, _ file: AccountFile, in root: AccountRoot) -> Span<UInt8>? {
    guard let index = index(of: root) else { return nil }
    let list = file == .users ? entries[index].users : entries[index].groups
    // Safety: self keeps the table until collect, for which nothing may borrow from its owner.
    return unsafe _overrideLifetime(list?.name(of: id), borrowing: self)
  }

  /// Where a root is; sees to it that it is known soon, and stays so.
  private func index(of root: AccountRoot) -> Int? {
    guard let (number, generation) = Self.key(root) else { return nil }
    lookups += 1
    let index = place(of: number)
    guard index < numbers.count, numbers[index] == number else {
      add(root, number: number, generation: generation)
      return nil
    }
    if entries[index].generation != generation {
      // Another namespace has got the number.
      forget(index)
      add(root, number: number, generation: generation)
      return nil
    }
    entries[index].lastUse = lookups
    if entries[index].nextCheck <= now { ask(root, for: index) }
    return index
  }

  private static func key(_ root: AccountRoot) -> (number: UInt32, generation: UInt64)? {
    switch root {
    case .host: (host, 0)
    case .mountNamespace(number: 0, _, _): nil
    case .mountNamespace(let number, let generation, _): (number, generation)
    }
  }

  private func place(of number: UInt32) -> Int {
    var low = 0
    var high = numbers.count
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func ask(_ root: AccountRoot, for index: Int) {
    if mailbox.ask(root) {
      entries[index].nextCheck = .max
    } else {
      refusedRequests += 1
    }
  }

  /// Asks for a new root; nobody is forgotten for one that cannot be asked for.
  private func add(_ root: AccountRoot, number: UInt32, generation: UInt64) {
    guard mailbox.ask(root) else {
      refusedRequests += 1
      return
    }
    if entries.count >= limits.roots, let index = leastRecent(where: { _ in true }) {
      forget(index)
    }
    let index = place(of: number)
    numbers.insert(number, at: index)
    entries.insert(Entry(generation: generation, lastUse: lookups), at: index)
    tables.insert(nil, at: index)
  }

  /// The one that was asked for the longest ago; the host never is.
  private func leastRecent(where condition: (AccountTables?) -> Bool) -> Int? {
    entries.indices.filter { numbers[$0] != Self.host && condition(tables[$0]) }
      .min { entries[$0].lastUse < entries[$1].lastUse }
  }

  private func forget(_ index: Int) {
    if let tables = tables.remove(at: index) { forgotten.append(tables) }
    numbers.remove(at: index)
    entries.remove(at: index)
  }

  /// Takes over what was read, and frees what nobody needs any more.
  ///
  /// - Parameters:
  ///   - answers: what the reader has left.
  ///   - now: nanoseconds of the monotonic clock.
  /// - Returns: whether other names are known now.
  func collect(_ answers: [AccountMailbox.Answer], at now: UInt64) -> Bool {
    self.now = now
    if !forgotten.isEmpty { forgotten = [] }
    var hasChanged = false
    for answer in answers where adopt(answer) { hasChanged = true }
    if hasChanged { keepWithinBytes() }
    return hasChanged
  }

  /// Enters an answer.
  ///
  /// - Returns: whether other tables are known now.
  private func adopt(_ answer: AccountMailbox.Answer) -> Bool {
    if answer.tables == nil { failedLooks += 1 }
    guard let (number, generation) = Self.key(answer.root) else { return false }
    let index = place(of: number)
    guard index < numbers.count, numbers[index] == number,
      entries[index].generation == generation
    else { return false }  // forgotten meanwhile
    entries[index].nextCheck = now + limits.checkInterval
    // Of a root that cannot be looked at now, what was known stays known.
    guard let known = answer.tables, known != tables[index] else { return false }
    setTables(known, at: index)
    return true
  }

  private func setTables(_ known: AccountTables?, at index: Int) {
    entries[index].users = known?.users.names
    entries[index].groups = known?.groups.names
    tables[index] = known
  }

  /// Drops tables, not entries: their roots are not read again before their time.
  private func keepWithinBytes() {
    while byteCount > limits.tableBytes, let index = leastRecent(where: { $0 != nil }) {
      setTables(nil, at: index)
    }
  }

  /// Of all tables, each counted once however many roots have it.
  private var byteCount: Int {
    var seen: Set<ObjectIdentifier> = []
    var sum = 0
    for case let known? in tables {
      for table in [known.users, known.groups] {
        let isNew = seen.insert(ObjectIdentifier(table)).inserted
        if isNew { sum += table.byteCount }
      }
    }
    return sum
  }
}
