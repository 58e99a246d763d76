import Glibc
import SystemPackage

/// Files below a root; with `isDry` nothing changes.
struct Disk {
  var root: String
  var isDry: Bool

  private func place(_ path: String) -> String { root + path }

  /// The mode and kind of what is there; nil: nothing.
  private func mode(_ path: String) throws(InstallationError) -> mode_t? {
    var facts = stat()
    if lstat(place(path), &facts) == 0 { return facts.st_mode }
    guard errno == ENOENT || errno == ENOTDIR else { throw failure(path) }
    return nil
  }

  private func failure(_ path: String) -> InstallationError {
    InstallationError(place(path), Errno(rawValue: errno))
  }

  /// The bytes of a regular file; nil: there is nothing.
  func contents(_ path: String) throws(InstallationError) -> [UInt8]? {
    guard let mode = try mode(path) else { return nil }
    guard mode & S_IFMT == S_IFREG else {
      throw InstallationError(place(path), "is no regular file")
    }
    return try Self.read(place(path))
  }

  /// The bytes of a file, wherever it is.
  static func read(_ path: String) throws(InstallationError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw InstallationError(path, Errno(rawValue: errno)) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = Glibc.read(file, &piece, piece.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw InstallationError(path, Errno(rawValue: errno))
      }
      bytes += piece[..<count]
    }
  }

  /// Makes a directory, and those above it as everybody may read them.
  func makeDirectory(
    _ path: String, mode wanted: mode_t = 0o755
  ) throws(InstallationError) -> Step? {
    if let mode = try mode(path) {
      // A link to a directory, as /lib is one, does as well.
      var facts = stat()
      guard mode & S_IFMT == S_IFDIR || stat(place(path), &facts) == 0 else {
        throw InstallationError(place(path), "is no directory")
      }
      return Step(.unchanged, path)
    }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      _ = try makeDirectory(String(path[..<slash]))
    }
    if !isDry {
      guard mkdir(place(path), wanted) == 0, chmod(place(path), wanted) == 0 else {
        throw failure(path)
      }
    }
    return Step(.created, path)
  }

  /// Puts a file in place, whole or not at all.
  func write(
    _ bytes: [UInt8], to path: String, mode wanted: mode_t
  ) throws(InstallationError) -> Step {
    let isThere = try contents(path) == bytes
    if isThere, try mode(path).map({ $0 & 0o7777 }) == wanted { return Step(.unchanged, path) }
    let action: Step.Action = try mode(path) == nil ? .created : .replaced
    guard let slash = path.lastIndex(of: "/") else {
      throw InstallationError(path, "is no absolute path")
    }
    let directory = String(path[..<slash])
    _ = try makeDirectory(directory)
    guard !isDry else { return Step(action, path) }
    let new = "\(directory)/.\(path[path.index(after: slash)...]).new"
    // What an installation has left that was cut off.
    unlink(place(new))
    let file = open(place(new), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(new) }
    do throws(InstallationError) {
      defer { close(file) }
      try writeAll(bytes, to: file, new)
      guard fchmod(file, wanted) == 0, fsync(file) == 0 else { throw failure(new) }
    } catch {
      unlink(place(new))
      throw error
    }
    guard rename(place(new), place(path)) == 0 else {
      let reason = failure(path)
      unlink(place(new))
      throw reason
    }
    return Step(action, path)
  }

  private func writeAll(
    _ bytes: [UInt8], to file: CInt, _ path: String
  ) throws(InstallationError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
        return Glibc.write(file, rest.baseAddress, rest.count)
      }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw failure(path)
      }
      written += count
    }
  }

  /// Removes a file; nil: there was none.
  func remove(_ path: String) throws(InstallationError) -> Step? {
    guard try mode(path) != nil else { return nil }
    guard isDry || unlink(place(path)) == 0 else { throw failure(path) }
    return Step(.removed, path)
  }

  /// Removes a directory that is empty; nil: it is not, or there is none.
  func removeEmptyDirectory(_ path: String) throws(InstallationError) -> Step? {
    guard !isDry, try mode(path) != nil else { return nil }
    if rmdir(place(path)) == 0 { return Step(.removed, path) }
    guard errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR else { throw failure(path) }
    return nil
  }

  /// Removes a directory with all that is in it; links are removed and not followed.
  func removeTree(_ path: String) throws(InstallationError) -> Step? {
    guard let kind = try mode(path).map({ $0 & S_IFMT }) else { return nil }
    guard kind == S_IFDIR else { return try remove(path) }
    if !isDry {
      for name in try names(in: path) { _ = try removeTree("\(path)/\(name)") }
      guard rmdir(place(path)) == 0 else { throw failure(path) }
    }
    return Step(.removed, path, note: "with all that was in it")
  }

  private func names(in path: String) throws(InstallationError) -> [String] {
    guard let directory = opendir(place(path)) else { throw failure(path) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
