/// Names of numbers; a number without a name is written as it is.
struct NameTable: Sendable {
  let names: [UInt32: String]

  init(_ names: [UInt32: String]) {
    self.names = names
  }

  static let addressFamilies = NameTable([
    1: "unix", UInt32(AddressFamily.ipv4): "ipv4", UInt32(AddressFamily.ipv6): "ipv6",
    16: "netlink", UInt32(AddressFamily.packet): "packet", 40: "vsock", 44: "xdp",
  ])

  static let socketTypes = NameTable([
    1: "stream", 2: "dgram", 3: "raw", 5: "seqpacket", 10: "packet",
  ])

  static let internetProtocols = NameTable([
    1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp", 136: "udplite", 255: "raw",
    262: "mptcp",
  ])

  /// States of a TCP connection (include/net/tcp_states.h).
  static let tcpStates = NameTable([
    1: "established", 2: "syn_sent", 3: "syn_recv", 4: "fin_wait1", 5: "fin_wait2",
    6: "time_wait", 7: "close", 8: "close_wait", 9: "last_ack", 10: "listen", 11: "closing",
    12: "new_syn_recv",
  ])

  /// Types of what is asked of name servers, and of what they answer (IANA's registry).
  static let dnsTypes = NameTable([
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 10: "NULL", 12: "PTR", 13: "HINFO", 15: "MX",
    16: "TXT", 28: "AAAA", 29: "LOC", 33: "SRV", 35: "NAPTR", 39: "DNAME", 43: "DS",
    44: "SSHFP", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 50: "NSEC3", 52: "TLSA", 61: "OPENPGPKEY",
    64: "SVCB", 65: "HTTPS", 99: "SPF", 251: "IXFR", 252: "AXFR", 255: "ANY", 256: "URI",
    257: "CAA",
  ])

  /// What name servers say of a question.
  static let dnsResponseCodes = NameTable([
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED",
    6: "YXDOMAIN", 7: "YXRRSET", 8: "NXRRSET", 9: "NOTAUTH", 10: "NOTZONE",
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
package enum AddressFamily {
  package static let ipv4: UInt16 = 2
  package static let ipv6: UInt16 = 10
  static let packet: UInt16 = 17
}
