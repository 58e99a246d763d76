import Glibc

/// Memory shared with the kernel, unmapped when the owner goes.
final class SharedMapping {
  let base: UnsafeMutableRawPointer
  let size: Int

  /// Maps `size` bytes of a map's descriptor from `offset` on.
  init(
    descriptor: CInt, offset: Int = 0, size: Int, writable: Bool, of name: String
  ) throws(BPFError) {
    let protection = writable ? PROT_READ | PROT_WRITE : PROT_READ
    let mapped = mmap(nil, size, protection, MAP_SHARED, descriptor, offset)
    guard let mapped, mapped != MAP_FAILED else { throw .last("map the memory of \(name)") }
    base = mapped
    self.size = size
  }

  deinit {
    munmap(base, size)
  }
}

let pageSize = Int(sysconf(CInt(_SC_PAGESIZE)))

/// A global variable of the loaded programs, in memory that they share with user space.
final class SharedVariable<Value: BitwiseCopyable> {
  private let mapping: SharedMapping
  private let offset: Int

  init(mapping: SharedMapping, offset: Int) {
    self.mapping = mapping
    self.offset = offset
  }

  /// The variable; a program can change any part of it at any time.
  var pointer: UnsafeMutablePointer<Value> {
    (mapping.base + offset).assumingMemoryBound(to: Value.self)
  }
}
