import CLibBPF
import SystemPackage

/// One CPU's perf event for what programs output, and the memory that its records go to.
final class PerfEvent {
  let descriptor: CInt
  private let mapping: SharedMapping
  private let joined: UnsafeMutableRawPointer
  private let capacity: Int

  /// Opens it; the kernel takes records from when its descriptor is in a map of programs.
  ///
  /// - Parameters:
  ///   - cpu: the CPU, which must be on.
  ///   - capacity: bytes of its buffer, a power of two and a multiple of the page size.
  ///   - wakeBytes: unread bytes at which who waits for the descriptor is woken.
  /// - Throws: ``BPFError`` where the kernel refuses it.
  init(cpu: Int, capacity: Int, wakeBytes: Int) throws(BPFError) {
    let name = "the perf buffer of CPU \(cpu)"
    let opened = clibbpf_open_program_output(CInt(cpu), UInt32(wakeBytes))
    guard opened >= 0 else { throw BPFError("open \(name)", errno: Errno(rawValue: -opened)) }
    do {
      mapping = try SharedMapping(
        descriptor: opened, size: pageSize + capacity, writable: true, of: name)
    } catch {
      close(opened)
      throw error
    }
    descriptor = opened
    joined = .allocate(byteCount: PerfBuffer.joinedSize, alignment: 8)
    self.capacity = capacity
  }

  deinit {
    joined.deallocate()
    close(descriptor)
  }

  /// The reader's end; valid as long as this is.
  var buffer: PerfBuffer {
    PerfBuffer(capacity: capacity, base: mapping.base, joined: joined)
  }
}
