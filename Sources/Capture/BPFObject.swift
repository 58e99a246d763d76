import CLibBPF
import Glibc
import SystemPackage

/// A BPF object file: its programs, maps and global variables, from opening to loading.
///
/// A class and not a noncopyable struct: its initializer can fail after libbpf has made the object.
final class BPFObject {
  private let pointer: OpaquePointer

  /// Opens an object file held in memory; nothing is handed to the kernel yet.
  ///
  /// `types`: a file with the kernel's type information, where the kernel shows none.
  init(image: [UInt8], name: String, types: String? = nil) throws(BPFError) {
    BPFLog.install()
    var options = bpf_object_open_opts()
    options.sz = MemoryLayout<bpf_object_open_opts>.size
    func open() -> OpaquePointer? {
      name.withCString { name in
        options.object_name = name
        return image.withUnsafeBytes { bpf_object__open_mem($0.baseAddress, $0.count, &options) }
      }
    }
    let opened =
      types.map { path in
        path.withCString { path in
          options.btf_custom_path = path
          return open()
        }
      } ?? open()
    guard let opened else { throw .last("read the BPF object") }
    pointer = opened
  }

  deinit {
    bpf_object__close(pointer)
  }

  /// Has the kernel verify and load every program that is switched on.
  func load() throws(BPFError) {
    let result = bpf_object__load(pointer)
    guard result == 0 else {
      throw BPFError("load the BPF programs", errno: Errno(rawValue: -result))
    }
  }

  /// All programs of the object.
  var programs: [BPFProgram] {
    var programs: [BPFProgram] = []
    var next = bpf_object__next_program(pointer, nil)
    while let program = next {
      programs.append(BPFProgram(pointer: program))
      next = bpf_object__next_program(pointer, program)
    }
    return programs
  }

  func program(_ name: String) -> BPFProgram? {
    bpf_object__find_program_by_name(pointer, name).map(BPFProgram.init(pointer:))
  }

  func program(named name: String) throws(BPFError) -> BPFProgram {
    guard let program = program(name) else {
      throw BPFError("find the program \(name)", errno: .noSuchFileOrDirectory)
    }
    return program
  }

  func map(_ name: String) throws(BPFError) -> BPFMap {
    guard let map = bpf_object__find_map_by_name(pointer, name) else {
      throw BPFError("find the map \(name)", errno: .noSuchFileOrDirectory)
    }
    return BPFMap(pointer: map)
  }

  /// The memory of a constant, for its value to be set before loading.
  func constant<Value: BitwiseCopyable>(
    _ name: String, as type: Value.Type
  ) throws(BPFError) -> UnsafeMutablePointer<Value> {
    let offset = try offset(of: name, in: ".rodata", size: MemoryLayout<Value>.size)
    var size = 0
    guard let map = sectionMap(".rodata"), let memory = bpf_map__initial_value(map, &size) else {
      throw BPFError("map the section .rodata", errno: .noSuchFileOrDirectory)
    }
    return UnsafeMutableRawPointer(mutating: memory + offset)
      .bindMemory(to: Value.self, capacity: 1)
  }

  /// The memory of a variable of the loaded programs, shared with them.
  func variable<Value: BitwiseCopyable>(
    _ name: String, as type: Value.Type
  ) throws(BPFError) -> SharedVariable<Value> {
    let offset = try offset(of: name, in: ".data", size: MemoryLayout<Value>.size)
    guard let map = sectionMap(".data") else {
      throw BPFError("map the section .data", errno: .noSuchFileOrDirectory)
    }
    return SharedVariable(
      mapping: try SharedMapping(
        descriptor: bpf_map__fd(map), size: pageSize, writable: true, of: ".data"),
      offset: offset)
  }

  /// Where a variable stands in its section, from the object's type information.
  private func offset(
    of name: String, in section: String, size: Int
  ) throws(BPFError) -> Int {
    let notFound = BPFError(
      "find the variable \(name) in \(section)", errno: .noSuchFileOrDirectory)
    guard let btf = bpf_object__btf(pointer) else { throw notFound }
    // 15: BTF_KIND_DATASEC, which Swift finds ambiguous (an enum case and a macro).
    let sectionID = btf__find_by_name_kind(btf, section, 15)
    guard sectionID > 0, let sectionType = btf__type_by_id(btf, UInt32(sectionID)),
      let entries = btf_var_secinfos(sectionType)
    else { throw notFound }
    for entry in UnsafeBufferPointer(start: entries, count: Int(btf_vlen(sectionType))) {
      guard let variable = btf__type_by_id(btf, entry.type),
        let text = btf__name_by_offset(btf, variable.pointee.name_off),
        strcmp(text, name) == 0
      else { continue }
      guard Int(entry.size) == size else {
        throw BPFError("use the variable \(name): its size differs", errno: .invalidArgument)
      }
      return Int(entry.offset)
    }
    throw notFound
  }

  /// libbpf calls the map of a section by a part of the object's name and the section:
  /// "lookback.rodata".
  private func sectionMap(_ section: String) -> OpaquePointer? {
    var next = bpf_object__next_map(pointer, nil)
    while let map = next {
      if let name = bpf_map__name(map), String(cString: name).hasSuffix(section) { return map }
      next = bpf_object__next_map(pointer, map)
    }
    return nil
  }
}
