/// The names of who acts, kept for those who act often.
struct PersonNames {
  /// What decides the names.
  struct Key: BitwiseCopyable, Equatable {
    var user: UInt32
    var group: UInt32
    var effectiveUser: UInt32
    var effectiveGroup: UInt32
    var loginUser: UInt32
    var root: NameRoot

    static func == (one: Key, other: Key) -> Bool {
      // Through which process its root is looked at makes no difference.
      one.user == other.user && one.group == other.group
        && one.effectiveUser == other.effectiveUser && one.effectiveGroup == other.effectiveGroup
        && one.loginUser == other.loginUser
        && one.root.mountNamespace == other.root.mountNamespace && one.root.life == other.root.life
    }

    @inline(__always)
    var hash: UInt32 {
      hashed(
        UInt64(user) &* 0x9e37_79b9 ^ UInt64(effectiveUser) << 32 ^ UInt64(group) << 11
          ^ UInt64(root.mountNamespace) << 17 ^ root.life &* 0xff51_afd7 ^ UInt64(loginUser) << 5
          ^ UInt64(effectiveGroup) << 43)
    }
  }

  struct Names: BitwiseCopyable {
    var user = TextID.none
    var group = TextID.none
    var effectiveUser = TextID.none
    var effectiveGroup = TextID.none
    var loginUser = TextID.none
  }

  private struct Slot: BitwiseCopyable {
    var key: Key
    var names = Names()
    /// The number of the look, as the caller counts; 0: never.
    var namedAt: UInt64 = 0
  }

  private static let size = 2048

  private let pool: TextPool
  private var slots: [Slot]

  init(pool: TextPool) {
    self.pool = pool
    let nobody = Key(
      user: .max, group: .max, effectiveUser: .max, effectiveGroup: .max, loginUser: .max,
      root: .host)
    slots = Array(repeating: Slot(key: nobody), count: Self.size)
  }

  /// The names, looked up again where the moment is another than the last time.
  @inline(__always)
  mutating func names(
    of key: Key, from accounts: borrowing AccountNames, at moment: UInt64
  ) -> Names {
    let place = Int(key.hash) & (Self.size - 1)
    if slots[place].namedAt != moment || slots[place].key != key {
      lookUp(key, in: place, from: accounts, at: moment)
    }
    return slots[place].names
  }

  @inline(never)
  private mutating func lookUp(
    _ key: Key, in place: Int, from accounts: borrowing AccountNames, at moment: UInt64
  ) {
    let root = key.root.accounts
    let names = Names(
      user: userName(key.user, root, accounts),
      group: groupName(key.group, root, accounts),
      effectiveUser: userName(key.effectiveUser, root, accounts),
      effectiveGroup: groupName(key.effectiveGroup, root, accounts),
      // Who logged in did so at the host, whatever root the process has got into since.
      loginUser: key.loginUser == .max ? .none : userName(key.loginUser, .host, accounts))
    let old = slots[place].names
    slots[place] = Slot(key: key, names: names, namedAt: moment)
    pool.release(old.user)
    pool.release(old.group)
    pool.release(old.effectiveUser)
    pool.release(old.effectiveGroup)
    pool.release(old.loginUser)
  }

  private func userName(
    _ id: UInt32, _ root: AccountRoot, _ accounts: borrowing AccountNames
  ) -> TextID {
    if let name = accounts.userName(id, in: root) { pool.string(name) } else { .none }
  }

  private func groupName(
    _ id: UInt32, _ root: AccountRoot, _ accounts: borrowing AccountNames
  ) -> TextID {
    if let name = accounts.groupName(id, in: root) { pool.string(name) } else { .none }
  }
}
