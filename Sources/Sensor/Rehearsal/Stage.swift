import Glibc

/// The actor's own folder.
final class Stage {
  let folder: String

  /// nil, with `errno`: there is no room for it.
  init?() {
    var template = Array("/tmp/lookback-selftest.XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { return nil }
    folder = String(cString: made)
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// A new file in it, opened for reading and writing; negative: none.
  func file(_ name: String) -> CInt {
    open(path(name), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
  }

  /// Removes it with all that is in it: files only.
  func remove() {
    guard let directory = opendir(folder) else { return }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { unlink(path(name)) }
    }
    closedir(directory)
    rmdir(folder)
  }
}
