import CSystemCalls
import Glibc
import SystemPackage

extension OwnedDescriptor {
  /// The first bytes of a file; fewer if it ends before.
  ///
  /// - Throws: what read(2) does.
  func contents(count: Int) throws(Errno) -> [UInt8] {
    var failure: Errno?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        // Safety: the rest of the buffer's room.
        let result = unsafe Glibc.read(
          rawValue, buffer.baseAddress.unsafelyUnwrapped + filled, count - filled)
        if result < 0, errno == EINTR { continue }
        if result < 0 { failure = Errno(rawValue: errno) }
        if result <= 0 { return }
        filled += result
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The names in a directory, as far as they are text; of more than so many, some.
  ///
  /// - Throws: what opening it does.
  func names(limit: Int) throws(Errno) -> [String] {
    let opened = system_open_named(rawValue)
    guard opened >= 0 else { throw Errno(rawValue: -opened) }
    guard let directory = unsafe fdopendir(opened) else {
      let error = Errno(rawValue: errno)
      close(opened)
      throw error
    }
    // Safety: the directory is open until the end; an entry is copied before the next one is read.
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while names.count < limit, let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
