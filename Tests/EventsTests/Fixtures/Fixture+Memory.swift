import CEventABI

@testable import Events

extension Fixture {
  static let memories = [memfd, refusedMemfd, ioUring]

  private static let memfd: Fixture = {
    var head = ev_process_memfd()
    head.inode = 2970
    head.memfd_flags = 0x43
    head.fd = 5
    return Fixture(
      "process.memfd", Record(.processMemfd, head).string(\.name, "a b"),
      own: """
        ,"memfd":{"name":"a b","flags":["MFD_CLOEXEC","MFD_ALLOW_SEALING","0x40"],"inode":2970,\
        "descriptor":5},"result":0
        """)
  }()

  private static let refusedMemfd: Fixture = {
    var head = ev_process_memfd()
    head.fd = -1
    head.result = -22
    return Fixture(
      "process.memfd", Record(.processMemfd, head, flags: EV_CALLER_PATH).string(\.name, "x"),
      own: """
        ,"from_caller":["memfd.name"],"memfd":{"name":"x"},"result":-22,"error":"EINVAL"
        """)
  }()

  private static let ioUring: Fixture = {
    var head = ev_process_io_uring()
    head.entries = 128
    head.ring_flags = 0x8002
    head.fd = 6
    return Fixture(
      "process.io_uring", Record(.processIOUring, head, flags: EV_CALLER_ARGS),
      own: """
        ,"from_caller":["io_uring.flags"],"io_uring":{"entries":128,\
        "flags":["IORING_SETUP_SQPOLL","IORING_SETUP_REGISTERED_FD_ONLY"],"descriptor":6},"result":0
        """)
  }()
}
