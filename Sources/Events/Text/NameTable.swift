/// Names of numbers; a number without a name is written as it is.
struct NameTable: Sendable {
  let names: [UInt32: String]

  init(_ names: [UInt32: String]) {
    self.names = names
  }

  static let addressFamilies = NameTable([
    1: "unix", UInt32(AddressFamily.ipv4): "ipv4", UInt32(AddressFamily.ipv6): "ipv6",
    16: "netlink", UInt32(AddressFamily.packet): "packet", 40: "vsock",
  ])

  static let socketTypes = NameTable([
    1: "stream", 2: "dgram", 3: "raw", 5: "seqpacket", 10: "packet",
  ])

  static let internetProtocols = NameTable([
    1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp", 136: "udplite", 255: "raw",
    262: "mptcp",
  ])

  /// Types of files by the upper four bits of their mode (S_IFMT).
  static let fileTypes = NameTable([
    0o01: "fifo", 0o02: "character", 0o04: "directory", 0o06: "block", 0o10: "regular",
    0o12: "symlink", 0o14: "socket",
  ])

  /// The names of the kinds; not to be used in a definition, which comes before it.
  static var kinds: NameTable {
    NameTable(
      Dictionary(
        uniqueKeysWithValues: EventCatalog.all.map { (UInt32($0.kind.rawValue), $0.name) }))
  }
}

/// Address families that are looked at more closely (AF_*).
enum AddressFamily {
  static let ipv4: UInt16 = 2
  static let ipv6: UInt16 = 10
  static let packet: UInt16 = 17
}
