import Capture
import Glibc
import SystemPackage
import Threading

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
      statm = try .open(FilePath(MemoryUse.path), .readOnly, options: .closeOnExec)
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  deinit {
    try? statm.close()
  }

  /// What was taken up to now.
  func usage(at time: UInt64) throws(Errno) -> Usage {
    Usage(
      time: time, cpu: nanoseconds(of: CLOCK_PROCESS_CPUTIME_ID), memory: try ownMemory() + buffers)
  }

  /// What is resident and belongs to no file.
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
    guard let use = MemoryUse(text) else { throw .invalidArgument }
    return use.own
  }
}
