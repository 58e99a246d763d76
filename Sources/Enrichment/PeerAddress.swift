import CEventABI
import Events

extension ev_socket {
  /// The remote address as text; nil where it is not of the internet.
  ///
  /// An IPv4 address in IPv6's clothes (::ffff:192.0.2.1) is the IPv4 address.
  var remoteText: String? {
    // Safety: any bytes are an address.
    let bytes = unsafe withUnsafeBytes(of: remote.address) { unsafe Array($0) }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
    switch remote.family {
    case AddressFamily.ipv4: return EventText.address(Array(bytes.prefix(4)))
    case AddressFamily.ipv6 where bytes.starts(with: mapped):
      return EventText.address(Array(bytes.suffix(4)))
    case AddressFamily.ipv6: return EventText.address(bytes)
    default: return nil
    }
  }
}
