import CEventABI

@testable import Events

extension Fixture {
  static let influences = [trace, traceNobody, inject, signal, refusedSignal]

  private static var target: ev_target {
    var target = ev_target()
    target.start_ns = 0x2_0000_0000
    target.tgid = 4800
    target.pid = 4801
    target.uid = 33
    withUnsafeMutableBytes(of: &target.comm) { $0.copyBytes(from: "sshd".utf8) }
    return target
  }

  private static let found = """
    "id":"1a2b3c4d-4800-200000000","pid":4800,"tid":4801,"comm":"sshd","user":{"id":33}
    """

  private static let trace: Fixture = {
    var head = ev_process_trace()
    head.target = target
    head.request = EV_TRACE_SEIZE
    return Fixture(
      "process.trace", Record(.processTrace, head),
      own: """
        ,"target":{\(found)},"trace":{"request":"seize"},"result":0
        """)
  }()

  private static let traceNobody: Fixture = {
    var head = ev_process_trace()
    head.target.tgid = 77
    head.target.pid = 77
    head.target.uid = EV_UNSET
    head.request = EV_TRACE_ATTACH
    head.result = -3
    return Fixture(
      "process.trace", Record(.processTrace, head),
      own: """
        ,"target":{"pid":77},"trace":{"request":"attach"},"result":-3,"error":"ESRCH"
        """)
  }()

  private static let inject: Fixture = {
    var head = ev_process_inject()
    head.target = target
    head.bytes = 5_000_000_000
    return Fixture(
      "process.inject", Record(.processInject, head),
      own: """
        ,"target":{\(found)},"inject":{"bytes":5000000000},"result":0
        """)
  }()

  private static let signal: Fixture = {
    var head = ev_process_signal()
    head.target = target
    head.signal = 15
    head.outcome = 1
    return Fixture(
      "process.signal", Record(.processSignal, head),
      own: """
        ,"target":{\(found)},"signal":{"number":15,"name":"SIGTERM","outcome":"ignored"},"result":0
        """)
  }()

  private static let refusedSignal: Fixture = {
    var head = ev_process_signal()
    head.target.uid = EV_UNSET
    head.signal = 9
    head.result = -1
    return Fixture(
      "process.signal", Record(.processSignal, head),
      own: """
        ,"signal":{"number":9,"name":"SIGKILL"},"result":-1,"error":"EPERM"
        """)
  }()
}
