import CLibBPF
import Glibc
import SystemPackage

/// A program of a BPF object; valid as long as the object is.
struct BPFProgram {
  fileprivate let pointer: OpaquePointer

  init(pointer: OpaquePointer) {
    self.pointer = pointer
  }

  var name: String {
    bpf_program__name(pointer).map { String(cString: $0) } ?? "?"
  }

  /// Whether loading the object loads this program.
  var isSelected: Bool {
    get { bpf_program__autoload(pointer) }
    nonmutating set { bpf_program__set_autoload(pointer, newValue) }
  }

  /// The descriptor of the loaded program; negative before that.
  var descriptor: CInt { bpf_program__fd(pointer) }

  /// Attaches the program where its section says.
  func attach() throws(BPFError) -> BPFLink {
    guard let link = bpf_program__attach(pointer) else { throw .last("attach \(name)") }
    return BPFLink(pointer: link)
  }

  /// Attaches an iterator program; each file opened from the link runs it once over all objects.
  func attachIterator() throws(BPFError) -> BPFLink {
    guard let link = bpf_program__attach_iter(pointer, nil) else { throw .last("attach \(name)") }
    return BPFLink(pointer: link)
  }

  /// Attaches the program to the entry or return of a function, by its name in the kernel.
  func attachProbe(to function: String, atReturn: Bool) throws(BPFError) -> BPFLink {
    guard let link = bpf_program__attach_kprobe(pointer, atReturn, function) else {
      throw .last("attach \(name) to \(function)")
    }
    return BPFLink(pointer: link)
  }

  /// BPF_LOG_STATS of the kernel: only the verifier's figures.
  static let figuresOnly: UInt32 = 4

  /// Has loading write the verifier's words there; level 0 and nil: nowhere.
  ///
  /// The memory has to be there until the program is loaded.
  func log(level: UInt32, to memory: UnsafeMutablePointer<CChar>?, count: Int) {
    bpf_program__set_log_level(pointer, level)
    bpf_program__set_log_buf(pointer, memory, count)
  }

  /// How often the loaded program has run.
  var runs: ProgramRuns {
    let info = info
    return ProgramRuns(count: info.run_cnt, nanoseconds: info.run_time_ns)
  }

  /// What the kernel knows about the loaded program; all zero where it tells nothing.
  ///
  /// `run_cnt` and `run_time_ns` grow only while ``BPFStatistics`` are on.
  var info: bpf_prog_info { bpf_prog_info(descriptor: descriptor) ?? bpf_prog_info() }
}

extension bpf_prog_info {
  /// Asks the kernel about a loaded program, whoever it belongs to; nil: it tells nothing.
  init?(descriptor: CInt) {
    self.init()
    var size = UInt32(MemoryLayout<bpf_prog_info>.size)
    guard bpf_obj_get_info_by_fd(descriptor, &self, &size) == 0 else { return nil }
  }
}

/// An attached program; detached when the link goes.
final class BPFLink {
  private let pointer: OpaquePointer

  fileprivate init(pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    bpf_link__destroy(pointer)
  }

  /// Has the program stay attached until this process ends.
  func keepAttached() {
    bpf_link__disconnect(pointer)
  }

  /// Reads all that one run of an iterator writes.
  func readIterator() throws(BPFError) -> [UInt8] {
    let descriptor = bpf_iter_create(bpf_link__fd(pointer))
    guard descriptor >= 0 else { throw .last("run the iterator") }
    defer { close(descriptor) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count > 0 {
        output += chunk[..<count]
      } else if count == 0 {
        return output
      } else if currentErrno() != EINTR && currentErrno() != EAGAIN {
        throw .last("read the iterator")
      }
    }
  }
}
