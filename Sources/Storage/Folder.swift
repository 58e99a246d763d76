package import Glibc
package import SystemPackage

/// A directory, by a descriptor: its files are found even if somebody moves it.
package final class Folder: Sendable {
  /// Where it was when it was opened.
  package let path: String
  private let file: OpenFile

  /// Opens one that is there.
  package init(_ path: String) throws(Errno) {
    self.path = path
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    file = OpenFile(owning: descriptor)
  }

  /// Opens one that is this user's only; makes it, and what is missing above it.
  ///
  /// - Throws: what the system says; `Errno.notPermitted` where it belongs to somebody else.
  package convenience init(ownedAt path: String) throws(Errno) {
    var end = path.startIndex
    while end != path.endIndex {
      end = path[end...].dropFirst().firstIndex(of: "/") ?? path.endIndex
      if mkdir(String(path[..<end]), 0o700) != 0, errno != EEXIST {
        throw Errno(rawValue: errno)
      }
    }
    try self.init(path)
    let status = try file.status()
    guard status.st_uid == geteuid() else { throw .notPermitted }
    if status.st_mode & 0o077 != 0, fchmod(file.descriptor, 0o700) != 0 {
      throw Errno(rawValue: errno)
    }
  }

  /// Opens a file in it, never what a link leads to; a new one is its owner's only.
  package func open(_ name: String, _ flags: CInt) throws(Errno) -> OpenFile {
    let descriptor = openat(
      file.descriptor, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o600)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    return OpenFile(owning: descriptor)
  }

  /// Gives a file another name; what had that name before is gone.
  package func rename(_ name: String, to new: String) throws(Errno) {
    guard renameat(file.descriptor, name, file.descriptor, new) == 0 else {
      throw Errno(rawValue: errno)
    }
  }

  /// Removes a file.
  package func remove(_ name: String) throws(Errno) {
    guard unlinkat(file.descriptor, name, 0) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Whether a name is that of a file.
  ///
  /// - Parameters:
  ///   - name: looked up in the folder, no link followed.
  ///   - status: of the file.
  /// - Returns: false also where nothing has that name.
  /// - Throws: what fstatat(2) does.
  package func has(_ name: String, _ status: stat) throws(Errno) -> Bool {
    var found = stat()
    guard fstatat(file.descriptor, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return false }
      throw Errno(rawValue: errno)
    }
    return found.st_ino == status.st_ino && found.st_dev == status.st_dev
  }

  /// The names in it, as far as they are text.
  package func names() throws(Errno) -> [String] {
    // Opened anew: a descriptor has one place where reading goes on.
    let opened = openat(file.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw Errno(rawValue: errno) }
    guard let stream = fdopendir(opened) else {
      let error = Errno(rawValue: errno)
      close(opened)
      throw error
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw Errno(rawValue: errno) }
        return names
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let name { names.append(name) }
    }
  }

  /// Makes the names in it last.
  package func sync() throws(Errno) {
    guard fsync(file.descriptor) == 0 else { throw Errno(rawValue: errno) }
  }
}
