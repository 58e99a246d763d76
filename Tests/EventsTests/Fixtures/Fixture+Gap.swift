import CEventABI

@testable import Events

extension Fixture {
  static let gaps = [killed, steppedBack, unreadable]

  private static let killed: Fixture = {
    var head = ev_sensor_gap()
    head.from_ns = 1_000_000_000
    head.to_ns = 3_500_000_000
    head.seconds = 3
    head.last_seq = 4711
    head.reason = EV_GAP_KILLED.rawValue
    head.flags = EV_GAP_KNOWN | EV_GAP_SAME_BOOT
    return Fixture(
      "sensor.gap", Record(.sensorGap, head).string(\.run, "1a2b3c4d-99-abc"),
      own: """
        ,"gap":{"reason":"killed","from":"2026-11-22T09:00:01.000000000Z",\
        "to":"2026-11-22T09:00:03.500000000Z","seconds":3,"last_seq":4711,"run":"1a2b3c4d-99-abc",\
        "same_boot":true}
        """)
  }()

  /// Before a boot, and noted by a clock that was an hour ahead.
  private static let steppedBack: Fixture = {
    var head = ev_sensor_gap()
    head.to_ns = 3_500_000_000
    head.seconds = 4
    head.last_seq = 1
    head.noted_ns = 3_600_000_000_000
    head.reason = EV_GAP_REBOOTED.rawValue
    head.flags = EV_GAP_KNOWN | EV_GAP_STEPPED_BACK
    return Fixture(
      "sensor.gap", Record(.sensorGap, head).string(\.run, "r"),
      own: """
        ,"gap":{"reason":"rebooted","from":"2026-11-22T09:00:00.000000000Z",\
        "to":"2026-11-22T09:00:03.500000000Z","seconds":4,"last_seq":1,"run":"r",\
        "same_boot":false,"clock_stepped_back":true,"noted":"2026-11-22T10:00:00.000000000Z"}
        """)
  }()

  private static let unreadable: Fixture = {
    var head = ev_sensor_gap()
    head.to_ns = 3_500_000_000
    head.reason = EV_GAP_UNKNOWN.rawValue
    return Fixture(
      "sensor.gap", Record(.sensorGap, head),
      own: """
        ,"gap":{"reason":"unknown","to":"2026-11-22T09:00:03.500000000Z"}
        """)
  }()
}
