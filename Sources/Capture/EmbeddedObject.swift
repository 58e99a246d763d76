import SystemPackage

/// The programs of `bpf/`, as the build embedded them: once for each way of reading the kernel's memory.
enum EmbeddedObject {
  /// By loads that the kernel watches over, a tenth of the cost; see bpf/include/read.bpf.h.
  case loads
  /// By helper calls, which every kernel has.
  case helpers

  /// What this kernel takes.
  static func best(for types: KernelTypes) -> EmbeddedObject {
    LoadTrial.castsAreTaken(types) ? .loads : .helpers
  }

  /// The object file.
  func decoded() throws(BPFError) -> [UInt8] {
    let text =
      switch self {
      case .loads: objectReadingByLoads
      case .helpers: objectReadingByHelpers
      }
    guard
      let image = Base64.decode(
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    else { throw BPFError("decode the embedded BPF object", errno: .invalidArgument) }
    return image
  }
}
