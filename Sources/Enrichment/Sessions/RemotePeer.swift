import CEventABI
import CSystemCalls

/// Where somebody came from over the network.
public struct RemotePeer: Equatable, Sendable {
  /// The address, as events have it.
  public var address: String
  /// The port.
  public var port: UInt16

  /// Puts it together.
  public init(address: String, port: UInt16) {
    self.address = address
    self.port = port
  }

  /// Who is connected to a running server: to the first stream socket of the internet that it has.
  ///
  /// Its socket is asked, through a descriptor of our own for a moment; that takes the right to trace
  /// the process. nil if nobody is, or if that may not be known.
  ///
  /// - Parameters:
  ///   - process: the server's process.
  ///   - isMeant: whether the process of this number is still the one that is meant.
  public init?(connectedTo process: UInt32, where isMeant: () -> Bool) {
    guard let held = try? OwnedDescriptor(system_open_process(process)), isMeant() else {
      return nil
    }
    var socket = ev_socket()
    // Safety: the address has 16 bytes.
    let family = unsafe withUnsafeMutableBytes(of: &socket.remote.address) { address in
      unsafe system_stream_peer(
        process, held.rawValue, address.baseAddress?.assumingMemoryBound(to: UInt8.self),
        &socket.remote.port)
    }
    socket.remote.family = UInt16(family)
    guard let address = socket.remoteText else { return nil }
    self.init(address: address, port: socket.remote.port)
  }
}
