import CSystemCalls
import Glibc
import SystemPackage

/// A descriptor that is closed when its owner goes.
struct OwnedDescriptor: ~Copyable {
  let rawValue: CInt

  /// Takes over what a function of CSystemCalls returned.
  ///
  /// - Throws: the error, if it is one.
  init(_ result: CInt) throws(Errno) {
    guard result >= 0 else { throw Errno(rawValue: -result) }
    rawValue = result
  }

  /// Names a directory, without opening it for anything.
  ///
  /// - Throws: what open(2) does.
  init(directory path: String, in parent: CInt = AT_FDCWD) throws(Errno) {
    // Safety: the string lives during the call.
    try unsafe self.init(system_name_directory(parent, path))
  }

  deinit {
    close(rawValue)
  }

  /// What the kernel says of it.
  ///
  /// - Parameter path: of what is below it; nil for itself.
  /// - Returns: its status, links followed.
  /// - Throws: what stat(2) does.
  func status(of path: String? = nil) throws(Errno) -> stat {
    var status = stat()
    // Safety: the pointers are to a local and to a string that lives during the call.
    let result =
      if let path {
        unsafe fstatat(rawValue, path, &status, 0)
      } else {
        unsafe fstat(rawValue, &status)
      }
    guard result == 0 else { throw Errno(rawValue: errno) }
    return status
  }
}
