import CLibBPF
import Glibc
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

  /// The entries of a hash, at most as many as it has room for; only the caller takes any out.
  ///
  /// - Parameters:
  ///   - key: any key: its type counts.
  ///   - value: any value, likewise.
  /// - Returns: the entries, in no certain order.
  /// - Throws: what the kernel says of a map that cannot be read.
  func entries<Key: BitwiseCopyable, Value: BitwiseCopyable>(
    _ key: Key, _ value: Value
  ) throws(BPFError) -> [(key: Key, value: Value)] {
    var entries: [(key: Key, value: Value)] = []
    var key = key
    var value = value
    for index in 0..<maxEntries {
      var next = key
      let found =
        index == 0
        ? bpf_map_get_next_key(descriptor, nil, &next)
        : bpf_map_get_next_key(descriptor, &key, &next)
      if found == -ENOENT { break }
      guard found == 0 else { throw BPFError("walk through the map \(name)", result: found) }
      key = next
      let result = bpf_map_lookup_elem(descriptor, &key, &value)
      if result == -ENOENT { continue }
      guard result == 0 else { throw BPFError("read the map \(name)", result: result) }
      entries.append((key, value))
    }
    return entries
  }

  /// Takes out the entry of a key.
  ///
  /// - Parameters:
  ///   - key: a key that is there.
  ///   - value: any value: its type counts.
  /// - Returns: the entry's value. Kernels before 5.14 do both in two steps for a hash: what programs
  ///   do to the value between them is not in it.
  /// - Throws: what the kernel says where it cannot.
  func take<Key: BitwiseCopyable, Value: BitwiseCopyable>(
    _ key: Key, _ value: Value
  ) throws(BPFError) -> Value {
    var key = key
    var value = value
    var result = bpf_map_lookup_and_delete_elem(descriptor, &key, &value)
    // ENOTSUPP, which only the kernel knows
    if result == -EINVAL || result == -EOPNOTSUPP || result == -524 {
      result = bpf_map_lookup_elem(descriptor, &key, &value)
      if result == 0 { result = bpf_map_delete_elem(descriptor, &key) }
    }
    guard result == 0 else { throw BPFError("take out of the map \(name)", result: result) }
    return value
  }

  /// Takes out the entry of a key, unless there is none.
  func remove<Key: BitwiseCopyable>(_ key: Key) throws(BPFError) {
    let result = withUnsafePointer(to: key) { bpf_map_delete_elem(descriptor, $0) }
    guard result == 0 || result == -ENOENT else {
      throw BPFError("take out of the map \(name)", result: result)
    }
  }

  /// Whether a map with keys of up to eight bytes has no entry.
  var isEmpty: Bool {
    var key: UInt64 = 0
    return bpf_map_get_next_key(descriptor, nil, &key) != 0
  }
}
