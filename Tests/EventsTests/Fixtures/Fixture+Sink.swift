import CEventABI

@testable import Events

extension Fixture {
  static let sinks = [dropped, damaged, lost, back]

  private static let dropped: Fixture = {
    var head = ev_sensor_sink_loss()
    head.count = 7
    head.first_seq = 1001
    head.last_seq = 2002
    head.from_ns = 1_000_000_000
    head.to_ns = 2_500_000_000
    head.reason = EV_SINK_QUEUE_FULL.rawValue
    head.lane = EV_SINK_OTHER.rawValue
    return Fixture(
      "sensor.sink_loss", Record(.sensorSinkLoss, head).string(\.sink, "collector"),
      own: """
        ,"sink":{"name":"collector"},"loss":{"reason":"queue_full","lane":"other","count":7,\
        "first_seq":1001,"last_seq":2002,"from":"2026-11-22T09:00:01.000000000Z",\
        "to":"2026-11-22T09:00:02.500000000Z"}
        """)
  }()

  private static let damaged: Fixture = {
    var head = ev_sensor_sink_loss()
    head.bytes = 4096
    head.reason = EV_SINK_SPOOL_DAMAGED.rawValue
    head.lane = EV_SINK_KEPT.rawValue
    return Fixture(
      "sensor.sink_loss", Record(.sensorSinkLoss, head).string(\.sink, "collector"),
      own: """
        ,"sink":{"name":"collector"},"loss":{"reason":"spool_damaged","lane":"kept","bytes":4096,\
        "from":"2026-11-22T09:00:00.000000000Z","to":"2026-11-22T09:00:00.000000000Z"}
        """)
  }()

  private static let lost: Fixture = {
    var head = ev_sensor_sink_state()
    head.turn = EV_SINK_LOST.rawValue
    return Fixture(
      "sensor.sink_state",
      Record(.sensorSinkState, head).string(\.sink, "collector")
        .string(\.reason, "connection refused"),
      own: """
        ,"sink":{"name":"collector","state":"lost","reason":"connection refused"}
        """)
  }()

  private static let back: Fixture = {
    var head = ev_sensor_sink_state()
    head.turn = EV_SINK_BACK.rawValue
    return Fixture(
      "sensor.sink_state", Record(.sensorSinkState, head).string(\.sink, "collector"),
      own: """
        ,"sink":{"name":"collector","state":"back"}
        """)
  }()
}
