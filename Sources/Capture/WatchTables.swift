import CEventABI
import SystemPackage

/// Writes the rules of a ``FileWatch`` to the programs' maps.
struct WatchTables {
  let paths: BPFMap
  let names: BPFMap

  func fill(_ watch: FileWatch) throws(BPFError) {
    for rule in watch.rules {
      var flags: UInt32 = 0
      if rule.writes { flags |= EV_WATCH_WRITE }
      if rule.reads { flags |= EV_WATCH_READ }
      if rule.isSecret { flags |= EV_WATCH_SECRET }
      let path = rule.path.utf8.last == UInt8(ascii: "/") ? rule.path.dropLast() : rule.path[...]
      // The file itself ends with a NUL in the key that is looked up; a directory goes on.
      try addPrefix([UInt8](path.utf8) + [0], flags)
      try addPrefix([UInt8](path.utf8) + [UInt8(ascii: "/")], flags)
      if rule.reads { try addName(path.split(separator: "/").last.map(String.init) ?? "") }
    }
  }

  private func addPrefix(_ prefix: [UInt8], _ flags: UInt32) throws(BPFError) {
    guard prefix.count <= EV_WATCH_PATH_MAX else {
      throw BPFError("watch a path of over \(EV_WATCH_PATH_MAX) bytes", errno: .fileNameTooLong)
    }
    var key = ev_watch_key()
    key.bits = UInt32(prefix.count * 8)
    withUnsafeMutableBytes(of: &key.path) { $0.copyBytes(from: prefix) }
    try paths.update(key, to: flags)
  }

  private func addName(_ name: String) throws(BPFError) {
    var key = ev_watch_name()
    // The programs read a name as a C string into as many bytes: the rest is cut there as well.
    withUnsafeMutableBytes(of: &key.name) { bytes in
      for (index, byte) in name.utf8.prefix(bytes.count - 1).enumerated() { bytes[index] = byte }
    }
    try names.update(key, to: UInt32(1))
  }
}
