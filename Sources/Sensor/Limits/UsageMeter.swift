import Capture
import Glibc
import SystemPackage

/// Measures what this process takes of the machine.
final class UsageMeter {
  /// Bytes of the buffers of the kernel's records.
  private let buffers: UInt64
  private let statm: FileDescriptor

  /// Begins to measure.
  ///
  /// - Parameter buffers: bytes of the buffers of the kernel's records: how the kernel counts those
  ///   depends on its version.
  /// - Throws: why /proc does not tell.
  init(buffers: Int) throws(Errno) {
    self.buffers = UInt64(buffers)
    do {
      statm = try .open("/proc/self/statm", .readOnly, options: .closeOnExec)
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  deinit {
    try? statm.close()
  }

  /// What was taken up to now.
  func usage(at time: UInt64) throws(Errno) -> Usage {
    Usage(time: time, cpu: cpuTime(), memory: try ownMemory() + buffers)
  }

  private func cpuTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// What is resident and belongs to no file: the second number less the third.
  private func ownMemory() throws(Errno) -> UInt64 {
    let text = try withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) {
      buffer throws(Errno) in
      do {
        let count = try statm.read(fromAbsoluteOffset: 0, into: buffer)
        return String(decoding: buffer[..<count], as: UTF8.self)
      } catch {
        throw error as? Errno ?? .ioError
      }
    }
    let pages = text.split(separator: " ").prefix(3).compactMap { UInt64($0) }
    guard pages.count == 3, pages[1] >= pages[2] else { throw .invalidArgument }
    return (pages[1] - pages[2]) * UInt64(sysconf(CInt(_SC_PAGESIZE)))
  }
}
