import CEventABI

@testable import Events

extension Fixture {
  static let throttles = [throttleStart, throttleStop]

  private static func throttle(_ budget: ev_budget, count: UInt64) -> ev_throttle {
    var head = ev_throttle()
    head.limit = 500
    head.count = count
    head.from_ns = 1_000_000_000
    head.to_ns = 2_500_000_000
    head.budget = budget.rawValue
    return head
  }

  private static let span = """
    "from":"2026-11-22T09:00:01.000000000Z","to":"2026-11-22T09:00:02.500000000Z"
    """

  private static let throttleStart = Fixture(
    "throttle.start", Record(.throttleStart, throttle(EV_BUDGET_PROCESS, count: 7)),
    own: ",\"throttle\":{\"scope\":\"process\",\"budget\":500,\"count\":7,\(span)}")

  private static let throttleStop = Fixture(
    "throttle.stop", Record(.throttleStop, throttle(EV_BUDGET_CGROUP, count: 70_000)),
    own: ",\"throttle\":{\"scope\":\"cgroup\",\"budget\":500,\"count\":70000,\(span)}")
}
