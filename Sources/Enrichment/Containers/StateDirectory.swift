import CSystemCalls
import Glibc
import SystemPackage

/// The directory below which the files of one owner's containers are.
///
/// What is in it, a user has made as they like; root's files are as the administrator wants them.
struct StateDirectory: ~Copyable {
  private let directory: OwnedDescriptor
  private let owner: UInt32
  private let sizeLimit: Int
  /// Whether it is a user's: there no link is followed, and no other file system entered.
  private let isUsers: Bool

  /// The root directory, for root's containers.
  init(root: String, sizeLimit: Int) throws(Errno) {
    directory = try OwnedDescriptor(directory: root)
    owner = 0
    isUsers = false
    self.sizeLimit = sizeLimit
  }

  /// A user's home below the root directory.
  ///
  /// - Throws: why it cannot be; `notPermitted` if it is not the user's.
  init(home: String, of user: UInt32, root: String, sizeLimit: Int) throws(Errno) {
    let root = try OwnedDescriptor(directory: root)
    // Safety: the string lives during the call.
    let found = try unsafe OwnedDescriptor(system_name_in_root(root.rawValue, home))
    guard try found.status().st_uid == user else { throw .notPermitted }
    directory = found
    owner = user
    isUsers = true
    self.sizeLimit = sizeLimit
  }

  /// All bytes of a regular file that is the owner's or root's.
  ///
  /// - Returns: nil if there is none.
  /// - Throws: ``ContainerFailure/unreadable`` for anything else that is there.
  func contents(of path: String) throws(ContainerFailure) -> [UInt8]? {
    try look { () throws(Errno) in
      let named = try name(path)
      let status = try named.status()
      guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == owner || status.st_uid == 0,
        system_is_made_up(named.rawValue) == 0
      else { throw .notPermitted }
      guard status.st_size <= sizeLimit else { throw .fileTooLarge }
      return try OwnedDescriptor(system_open_named(named.rawValue))
        .contents(count: Int(status.st_size))
    }
  }

  /// The names in a directory; some of them, if there are more than so many.
  ///
  /// - Returns: nil if there is none.
  /// - Throws: ``ContainerFailure/unreadable`` if it cannot be read.
  func names(in path: String, limit: Int) throws(ContainerFailure) -> [String]? {
    try look { () throws(Errno) in
      let named = try name(path)
      guard try named.status().st_mode & S_IFMT == S_IFDIR else { throw .notPermitted }
      return try named.names(limit: limit)
    }
  }

  private func name(_ path: String) throws(Errno) -> OwnedDescriptor {
    // Safety: the string lives during the call.
    if isUsers {
      return try unsafe OwnedDescriptor(system_name_beneath(directory.rawValue, path))
    }
    // Safety: likewise.
    return try unsafe OwnedDescriptor(system_name_in_root(directory.rawValue, path))
  }

  private func look<Found>(
    _ body: () throws(Errno) -> Found
  ) throws(ContainerFailure) -> Found? {
    do throws(Errno) {
      return try body()
    } catch {
      guard error == .noSuchFileOrDirectory || error == .notDirectory else { throw .unreadable }
      return nil
    }
  }
}
