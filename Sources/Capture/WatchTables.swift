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
      for prefix in Self.prefixes(of: rule) {
        try paths.update(try Self.key(ofPrefix: prefix), to: flags)
      }
      if rule.reads { try addName(Self.lastComponent(of: rule)) }
    }
  }

  /// What paths of a rule begin with.
  static func prefixes(of rule: FileWatch.Rule) -> [[UInt8]] {
    let path = rule.path.utf8.last == UInt8(ascii: "/") ? rule.path.dropLast() : rule.path[...]
    // The file itself ends with a NUL in the key that is looked up; a directory goes on.
    return [[UInt8](path.utf8) + [0], [UInt8](path.utf8) + [UInt8(ascii: "/")]]
  }

  /// The key of a prefix in a table of paths.
  static func key(ofPrefix prefix: [UInt8]) throws(BPFError) -> ev_watch_key {
    guard prefix.count <= EV_WATCH_PATH_MAX else {
      throw BPFError("watch a path of over \(EV_WATCH_PATH_MAX) bytes", errno: .fileNameTooLong)
    }
    var key = ev_watch_key()
    key.bits = UInt32(prefix.count * 8)
    withUnsafeMutableBytes(of: &key.path) { $0.copyBytes(from: prefix) }
    return key
  }

  /// The words of the filter that has a bit for each name.
  static func filter(of watch: FileWatch) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: Int(EV_WATCH_FILTER_WORDS))
    for rule in watch.rules where rule.reads {
      let name = Array(lastComponent(of: rule).utf8)
      var first: UInt64 = 0
      for byte in name.prefix(8).reversed() { first = first << 8 | UInt64(byte) }
      let bit = Int(ev_watch_filter_bit(first, UInt32(name.count)))
      words[bit / 64] |= 1 << UInt64(bit % 64)
    }
    return words
  }

  private static func lastComponent(of rule: FileWatch.Rule) -> String {
    rule.path.split(separator: "/").last.map(String.init) ?? ""
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
