package import Glibc
package import SystemPackage

/// An open file, closed when nobody has it any more.
package final class OpenFile: Sendable {
  package let descriptor: CInt

  /// Takes over a descriptor.
  package init(owning descriptor: CInt) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// What the kernel says of it.
  package func status() throws(Errno) -> stat {
    var status = stat()
    try Self.check(fstat(descriptor, &status))
    return status
  }

  /// Bytes from a place on; fewer only where the file ends.
  package func read(into bytes: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(Errno)
    -> Int
  {
    var filled = 0
    while filled < bytes.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
      let count = pread(
        descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw Errno(rawValue: errno)
      }
    }
    return filled
  }

  /// So many bytes from a place on; fewer only where the file ends.
  package func bytes(_ count: Int, at offset: UInt64) throws(Errno) -> [UInt8] {
    var failure: Errno?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(Errno) {
        filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all bytes to a place.
  ///
  /// - Throws: what pwrite(2) does; some of them may be there then.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(Errno) {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = pwrite(
        descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(written))
      try Self.advance(&written, by: count)
    }
  }

  /// Writes all bytes of two places in memory to one in the file, one behind the other.
  ///
  /// - Throws: what pwritev(2) does; some of them may be there then.
  package func write(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at offset: UInt64
  ) throws(Errno) {
    var written = 0
    while written < first.count {
      let rest = UnsafeRawBufferPointer(rebasing: first[written...])
      var parts = (
        // Safety: what is written is not changed.
        iovec(iov_base: UnsafeMutableRawPointer(mutating: rest.baseAddress), iov_len: rest.count),
        iovec(
          iov_base: UnsafeMutableRawPointer(mutating: second.baseAddress), iov_len: second.count)
      )
      let count = withUnsafeBytes(of: &parts) { parts in
        pwritev(
          descriptor, parts.assumingMemoryBound(to: iovec.self).baseAddress, 2,
          off_t(offset) + off_t(written))
      }
      try Self.advance(&written, by: count)
    }
    let rest = UnsafeRawBufferPointer(rebasing: second[(written - first.count)...])
    try write(rest, at: offset + UInt64(written))
  }

  /// Writes bytes where the file, which is open for appending, ends.
  ///
  /// - Returns: how many are there now, and why not all of them.
  package func append(_ bytes: UnsafeRawBufferPointer) -> (count: Int, failure: Errno?) {
    var written = 0
    do throws(Errno) {
      while written < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
        try Self.advance(
          &written, by: Glibc.write(descriptor, rest.baseAddress, rest.count))
      }
    } catch {
      return (written, error)
    }
    return (written, nil)
  }

  /// Cuts it.
  package func truncate(to size: UInt64) throws(Errno) {
    try Self.check(ftruncate(descriptor, off_t(size)))
  }

  /// Makes what is in it last.
  package func sync() throws(Errno) {
    try Self.check(fdatasync(descriptor))
  }

  /// Keeps everybody else from doing this, until it is closed.
  ///
  /// - Throws: `Errno.wouldBlock` if somebody else has done it.
  package func lock() throws(Errno) {
    try Self.check(flock(descriptor, LOCK_EX | LOCK_NB))
  }

  /// Lets others do it, at once: as long as anybody has the file it is not closed.
  package func unlock() {
    // It cannot fail, for nothing is waited for.
    flock(descriptor, LOCK_UN)
  }

  private static func advance(_ written: inout Int, by count: Int) throws(Errno) {
    if count > 0 {
      written += count
    } else if count == 0 {
      // No file system does; going on would be without end.
      throw .ioError
    } else if errno != EINTR {
      throw Errno(rawValue: errno)
    }
  }

  private static func check(_ result: CInt) throws(Errno) {
    guard result >= 0 else { throw Errno(rawValue: errno) }
  }
}
