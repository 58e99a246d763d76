import CLibBPF
import SystemPackage

/// The kernel's own type information: which functions it has, and what they take.
final class KernelTypes {
  private let pointer: OpaquePointer

  /// Reads the running kernel's, or a file with the same in BTF or ELF form.
  init(file: String?) throws(BPFError) {
    BPFLog.install()
    let loaded = file.map { btf__parse($0, nil) } ?? btf__load_vmlinux_btf()
    guard let loaded else { throw .last("read the type information of \(file ?? "the kernel")") }
    pointer = loaded
  }

  deinit {
    btf__free(pointer)
  }

  /// The number of a function that programs can be attached to, or call.
  func function(_ name: String) -> UInt32? {
    find(name, kind: 12)  // BTF_KIND_FUNC, which Swift finds ambiguous (an enum case and a macro).
  }

  /// The number of a struct.
  func structure(_ name: String) -> UInt32? {
    find(name, kind: 4)  // BTF_KIND_STRUCT
  }

  private func find(_ name: String, kind: UInt32) -> UInt32? {
    let id = btf__find_by_name_kind(pointer, name, kind)
    return id > 0 ? UInt32(id) : nil
  }

  /// The names of the structs that a function's parameters point to; "" for any other parameter.
  func pointees(of function: UInt32) -> [String] {
    guard let type = btf__type_by_id(pointer, function),
      let prototype = btf__type_by_id(pointer, type.pointee.type),
      let parameters = btf_params(prototype)
    else { return [] }
    return UnsafeBufferPointer(start: parameters, count: Int(btf_vlen(prototype))).map {
      pointee($0.type)
    }
  }

  private func pointee(_ id: UInt32) -> String {
    guard let type = btf__type_by_id(pointer, id), btf_is_ptr(type) else { return "" }
    var target = btf__type_by_id(pointer, type.pointee.type)
    while let type = target, btf_is_mod(type) || btf_is_typedef(type) {
      target = btf__type_by_id(pointer, type.pointee.type)
    }
    guard let target, let name = btf__name_by_offset(pointer, target.pointee.name_off) else {
      return ""
    }
    // struct sockaddr_storage is a macro for this name in many versions.
    let text = String(cString: name)
    return text == "__kernel_sockaddr_storage" ? "sockaddr_storage" : text
  }
}
