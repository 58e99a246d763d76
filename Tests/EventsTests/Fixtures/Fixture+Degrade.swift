import CEventABI

@testable import Events

extension Fixture {
  static let degrades = [taken, takenBack]

  private static let taken: Fixture = {
    var head = ev_sensor_degrade()
    head.memory = 60 << 20
    head.memory_limit = 48 << 20
    head.cpu = 123
    head.cpu_limit = 100
    head.step = EV_STEP_NETWORK.rawValue
    head.previous = EV_STEP_FILES.rawValue
    head.cause = EV_RESOURCE_MEMORY.rawValue
    return Fixture(
      "sensor.degrade",
      Record(.sensorDegrade, head).string(\.steps, "file_reads\0files\0network"),
      own: """
        ,"degrade":{"step":"network","previous":"files","steps":["file_reads","files","network"],\
        "cause":"memory","cpu":{"used":123,"limit":100},\
        "memory":{"used":62914560,"limit":50331648}}
        """)
  }()

  private static let takenBack: Fixture = {
    var head = ev_sensor_degrade()
    head.cpu = 3
    head.cpu_limit = 100
    head.previous = EV_STEP_FILE_READS.rawValue
    head.cause = EV_UNSET
    return Fixture(
      "sensor.degrade", Record(.sensorDegrade, head),
      own: """
        ,"degrade":{"previous":"file_reads","cpu":{"used":3,"limit":100}}
        """)
  }()
}
