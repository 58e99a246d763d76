import CLibBPF
import SystemPackage

/// A map of a BPF object; valid as long as the object is.
struct BPFMap {
  private let pointer: OpaquePointer

  init(pointer: OpaquePointer) {
    self.pointer = pointer
  }

  var name: String {
    bpf_map__name(pointer).map { String(cString: $0) } ?? "?"
  }

  /// Number of entries, or the size in bytes of a ring; to be set before loading.
  var maxEntries: Int {
    get { Int(bpf_map__max_entries(pointer)) }
    nonmutating set { bpf_map__set_max_entries(pointer, UInt32(newValue)) }
  }

  /// Whether it is not made at loading.
  ///
  /// To be set before; no program in use may need it.
  var isLeftOut: Bool {
    get { !bpf_map__autocreate(pointer) }
    nonmutating set { bpf_map__set_autocreate(pointer, !newValue) }
  }

  var descriptor: CInt { bpf_map__fd(pointer) }

  /// Sets the value of a key.
  func update<Key: BitwiseCopyable, Value: BitwiseCopyable>(
    _ key: Key, to value: Value
  ) throws(BPFError) {
    let result = withUnsafePointer(to: key) { key in
      withUnsafePointer(to: value) { value in
        bpf_map_update_elem(descriptor, key, value, UInt64(BPF_ANY))
      }
    }
    guard result == 0 else { throw BPFError("write to the map \(name)", result: result) }
  }

  /// Whether a map with keys of up to eight bytes has no entry.
  var isEmpty: Bool {
    var key: UInt64 = 0
    return bpf_map_get_next_key(descriptor, nil, &key) != 0
  }
}
