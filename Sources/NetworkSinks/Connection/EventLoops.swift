import CSystemCalls
import NIOPosix

/// What all connections share.
enum EventLoops {
  /// One thread for all of them: it only moves bytes.
  static let group = {
    // Before any name is looked up. A failure leaves what /etc/nsswitch.conf says, which is no
    // worse than any program has it.
    _ = system_look_up_hosts_itself()
    return MultiThreadedEventLoopGroup(numberOfThreads: 1)
  }()
}
