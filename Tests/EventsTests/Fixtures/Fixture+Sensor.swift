import CEventABI

@testable import Events

extension Fixture {
  static let sensors = [start, stop, loss, unexplainedLoss, heal] + gaps

  private static var state: ev_sensor_state {
    var head = ev_sensor_state()
    head.events = 1001
    head.lost = 12
    head.ring_bytes_critical = 8 << 20
    head.ring_bytes_bulk = 16 << 20
    head.buffers_critical = 1
    head.buffers_bulk = 2
    head.high_water_critical = 4096
    head.high_water_bulk = 8192
    return head
  }

  private static let counts = """
    "events":1001,"lost":12
    """
  private static let buffers = """
    "ring":{"critical":8388608,"bulk":16777216},"buffers":{"critical":1,"bulk":2},\
    "high_water":{"critical":4096,"bulk":8192}
    """

  private static let start = Fixture(
    "sensor.start",
    Record(.sensorStart, state)
      .string(\.version, "1.2.3").string(\.kernel, "6.18.0").string(\.unavailable, "a\0b")
      .string(\.hooks, "c=d\0e=f").string(\.capture, "perf"),
    own: """
      ,"sensor":{"version":"1.2.3","kernel":"6.18.0","unavailable":["a","b"],"hooks":["c=d","e=f"],\(counts),"capture":"perf",\(buffers)}
      """)

  private static let stop = Fixture(
    "sensor.stop", Record(.sensorStop, state).string(\.version, "1.2.3"),
    own: ",\"sensor\":{\"version\":\"1.2.3\",\(counts),\(buffers)}")

  private static let loss: Fixture = {
    var head = ev_sensor_loss()
    head.count = 7
    head.from_ns = 1_000_000_000
    head.to_ns = 2_500_000_000
    head.reason = EV_LOSS_QUEUE.rawValue
    head.lost_kind = EV_KIND_FILE_OPEN.rawValue
    head.lost_cpu = 0
    head.lane = EV_LANE_BULK.rawValue
    return Fixture(
      "sensor.loss", Record(.sensorLoss, head),
      own: """
        ,"loss":{"reason":"queue_full","kind":"file.open","cpu":0,"lane":"bulk","count":7,\
        "from":"2026-11-22T09:00:01.000000000Z","to":"2026-11-22T09:00:02.500000000Z"}
        """)
  }()

  private static let heal: Fixture = {
    var head = ev_sensor_heal()
    head.found = 3
    head.gone = 2
    head.evicted = 1
    return Fixture(
      "sensor.heal", Record(.sensorHeal, head),
      own: ",\"heal\":{\"found\":3,\"gone\":2,\"evicted\":1}")
  }()

  private static let unexplainedLoss: Fixture = {
    var head = ev_sensor_loss()
    head.reason = 99
    head.lost_kind = 127
    head.lost_cpu = EV_UNSET
    head.lane = EV_UNSET
    return Fixture(
      "sensor.loss", Record(.sensorLoss, head),
      own: """
        ,"loss":{"reason":"99","kind":"127","count":0,"from":"2026-11-22T09:00:00.000000000Z",\
        "to":"2026-11-22T09:00:00.000000000Z"}
        """)
  }()
}
