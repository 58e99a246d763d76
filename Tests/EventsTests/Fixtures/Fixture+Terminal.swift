import CEventABI

@testable import Events

extension Fixture {
  static let terminals = [output, ttyWrite, windowSize, mode]

  private static let output: Fixture = {
    var head = ev_tty()
    head.bytes = 20_000
    head.device = 136 << 20 | 7
    head.session = 4000
    head.lflag = EV_TTY_ECHO | EV_TTY_ICANON
    head.rows = 24
    head.columns = 80
    return Fixture(
      "tty.output",
      Record(.ttyOutput, head, flags: EV_CALLER_DATA)
        .string(
          \.data, [0x1b, 0x5b, 0x33, 0x31, 0x6d, 0xc3, 0xa4, 0xff, 0x5c, 0x00], full: 20_000),
      own: """
        ,"from_caller":["tty.data"],"tty":{"device":"pts/7","session":4000,\
        "data":"\\u001b[31mä\\\\xff\\\\\\u0000","bytes":20000,"bytes_cut":19990,\
        "rows":24,"columns":80,"echo":true,"canonical":true}
        """)
  }()

  private static let windowSize: Fixture = {
    var head = ev_tty_state()
    head.device = 136 << 20 | 7
    head.session = 4000
    head.lflag = EV_TTY_ECHO | EV_TTY_ICANON | EV_TTY_ISIG
    head.rows = 24
    head.columns = 80
    return Fixture(
      "tty.winsize", Record(.ttyWinsize, head),
      own: """
        ,"tty":{"device":"pts/7","session":4000,"rows":24,"columns":80,"echo":true,"canonical":true,\
        "signals":true}
        """)
  }()

  private static let mode: Fixture = {
    var head = ev_tty_state()
    head.device = 4 << 20 | 64
    head.lflag = EV_TTY_ICANON
    return Fixture(
      "tty.mode", Record(.ttyMode, head),
      own: """
        ,"tty":{"device":"ttyS0","rows":0,"columns":0,"echo":false,"canonical":true,"signals":false}
        """)
  }()

  private static let ttyWrite: Fixture = {
    var head = ev_tty()
    head.bytes = 2
    head.device = 4 << 20 | 64
    return Fixture(
      "tty.write", Record(.ttyWrite, head).string(\.data, "$ "),
      own: """
        ,"tty":{"device":"ttyS0","data":"$ ","bytes":2,"rows":0,"columns":0,"echo":false,\
        "canonical":false}
        """)
  }()
}
