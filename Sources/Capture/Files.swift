package import SystemPackage

/// The text of a small file, such as one in /proc.
package func readWholeFile(_ path: String) throws(Errno) -> String {
  String(decoding: try readWholeFileBytes(path), as: UTF8.self)
}

/// The bytes of a small file, such as one in /proc, whose size is not known before it is read.
package func readWholeFileBytes(_ path: String) throws(Errno) -> [UInt8] {
  do {
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    return try file.closeAfter {
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 16384)
      while true {
        let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
      }
    }
  } catch let errno as Errno {
    throw errno
  } catch {
    throw .ioError
  }
}
