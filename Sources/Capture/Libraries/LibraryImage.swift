import Events

/// What the file of a shared library says to the dynamic linker: which functions it has, and where.
///
/// The file may be a hostile owner's: nothing in it is believed before it is checked. Only 64-bit
/// files of this machine's byte order are read.
struct LibraryImage {
  /// Why a file is no library that programs can be attached to.
  struct Refusal: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  /// More than any library is read of that programs are attached to.
  static let byteLimit = 4 << 20
  /// More than a file of that size can have of either.
  private static let headerLimit = 256

  private let bytes: [UInt8]
  /// Where code stands in memory, and where in the file.
  private let segments: [(memory: Range<UInt64>, file: UInt64)]
  private let symbols: Range<Int>
  private let names: ArraySlice<UInt8>

  /// - Throws: what is wrong with the file.
  init(_ bytes: [UInt8]) throws(Refusal) {
    self.bytes = bytes
    let file = LibraryBytes(bytes)
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else {
      throw Refusal(description: "it is no ELF file")
    }
    // EI_CLASS, EI_DATA; e_type ET_DYN; e_machine EM_X86_64.
    guard bytes.dropFirst(4).starts(with: [2, 1]), file.number(at: 16, UInt16.self) == 3,
      file.number(at: 18, UInt16.self) == 62
    else { throw Refusal(description: "it is no library for 64-bit programs") }
    segments = Self.code(in: file)
    guard let tables = Self.symbols(in: file) else {
      throw Refusal(description: "it has no table of functions")
    }
    symbols = tables.symbols
    names = bytes[tables.names]
  }

  /// Whether the library has a version of an interface, such as `LIBPAM_1.0`.
  func has(interface: String) -> Bool {
    names.split(separator: 0).contains { $0.elementsEqual(interface.utf8) }
  }

  /// Where the code of a function begins in the file; nil: there is no such function.
  func offset(of function: String) -> UInt64? {
    let file = LibraryBytes(bytes)
    let wanted = Array(function.utf8) + [0]
    // Elf64_Sym: name 4, info 1, other 1, section 2, value 8, size 8.
    for symbol in stride(from: symbols.lowerBound, to: symbols.upperBound, by: Self.symbolSize) {
      guard let name = file.number(at: symbol, UInt32.self),
        let info = file.number(at: symbol + 4, UInt8.self), info & 0xf == 2,  // STT_FUNC
        let section = file.number(at: symbol + 6, UInt16.self), section != 0,  // SHN_UNDEF
        let address = file.number(at: symbol + 8, UInt64.self),
        names.dropFirst(Int(name)).starts(with: wanted),
        let segment = segments.first(where: { $0.memory.contains(address) })
      else { continue }
      return segment.file + (address - segment.memory.lowerBound)
    }
    return nil
  }

  private static let symbolSize = 24

  /// Elf64_Phdr: type 4, flags 4, offset 8, vaddr 8, paddr 8, filesz 8.
  private static func code(
    in file: LibraryBytes
  ) -> [(memory: Range<UInt64>, file: UInt64)] {
    file.headers(tableAt: 32, sizeAt: 54, countAt: 56, limit: headerLimit).compactMap { header in
      guard file.number(at: header, UInt32.self) == 1,  // PT_LOAD
        let flags = file.number(at: header + 4, UInt32.self), flags & 1 != 0,  // PF_X
        let offset = file.number(at: header + 8, UInt64.self),
        let address = file.number(at: header + 16, UInt64.self),
        let size = file.number(at: header + 32, UInt64.self),
        file.contains(offset: offset, count: size)
      else { return nil }
      let (end, overflows) = address.addingReportingOverflow(size)
      return overflows ? nil : (address..<end, offset)
    }
  }

  /// Elf64_Shdr: name 4, type 4, flags 8, addr 8, offset 8, size 8, link 4.
  private static func symbols(
    in file: LibraryBytes
  ) -> (symbols: Range<Int>, names: Range<Int>)? {
    let sections = file.headers(tableAt: 40, sizeAt: 58, countAt: 60, limit: headerLimit)
    func content(_ section: Int) -> Range<Int>? {
      guard let offset = file.number(at: section + 24, UInt64.self),
        let size = file.number(at: section + 32, UInt64.self),
        file.contains(offset: offset, count: size)
      else { return nil }
      return Int(offset)..<Int(offset + size)
    }
    for section in sections where file.number(at: section + 4, UInt32.self) == 11 {  // SHT_DYNSYM
      guard let link = file.number(at: section + 40, UInt32.self), link < UInt32(sections.count),
        let symbols = content(section), let names = content(sections[Int(link)])
      else { continue }
      let whole = symbols.count - symbols.count % symbolSize
      return (symbols.prefix(whole), names)
    }
    return nil
  }
}

/// The bytes of a file, read by offsets that the file itself says.
private struct LibraryBytes {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  func contains(offset: UInt64, count: UInt64) -> Bool {
    let (end, overflows) = offset.addingReportingOverflow(count)
    return !overflows && end <= UInt64(bytes.count)
  }

  /// nil: the file does not go so far.
  func number<Number: FixedWidthInteger>(at offset: Int, _: Number.Type) -> Number? {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else { return nil }
    return bytes.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
  }

  /// Where the entries of a table of headers begin, by what the file's own header says of it.
  func headers(tableAt: Int, sizeAt: Int, countAt: Int, limit: Int) -> [Int] {
    guard let table = number(at: tableAt, UInt64.self), let size = number(at: sizeAt, UInt16.self),
      let count = number(at: countAt, UInt16.self), size > 0, count <= limit,
      contains(offset: table, count: UInt64(size) * UInt64(count))
    else { return [] }
    return (0..<Int(count)).map { Int(table) + $0 * Int(size) }
  }
}
