import CEventABI
import Events
import Glibc

extension ev_socket {
  /// The remote address as text; nil where it is not of the internet.
  ///
  /// An IPv4 address in IPv6's clothes (::ffff:192.0.2.1) is the IPv4 address.
  var remoteText: String? {
    // Safety: any bytes are an address.
    let bytes = unsafe withUnsafeBytes(of: remote.address) { unsafe Array($0) }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
    switch Int32(remote.family) {
    case AF_INET: return EventText.address(Array(bytes.prefix(4)))
    case AF_INET6 where bytes.starts(with: mapped):
      return EventText.address(Array(bytes.suffix(4)))
    case AF_INET6: return EventText.address(bytes)
    default: return nil
    }
  }
}
