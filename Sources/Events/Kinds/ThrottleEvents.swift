internal import CEventABI

/// Who goes over a budget of records.
enum ThrottleEvents {
  static let all = [start, stop]

  static let start = EventDefinition(
    .throttleStart, "throttle.start", family: .sensor, lane: .critical, record: ev_throttle.self,
    summary: """
      A process or a control group goes over its budget: from now on, what it does of the bulk lane's \
      kinds beyond that is not told but counted. The event has who acted when the first was withheld; \
      of a control group, that is one of its processes. Noticed a second later at most.
      """,
    hooks: [], fields: fields)

  static let stop = EventDefinition(
    .throttleStop, "throttle.stop", family: .sensor, lane: .critical, record: ev_throttle.self,
    summary: """
      For two seconds nothing was withheld of a process or a control group that had gone over its \
      budget, or the sensor ends.
      """,
    hooks: [], fields: fields)

  private static let fields: [Field] = [
    .named(
      "throttle.scope", \ev_throttle.budget, .budgetScopes,
      "Whose budget it is: that of `process.id` or of `cgroup.id`."),
    .number("throttle.budget", \ev_throttle.limit, "The budget, in events a second."),
    .number("throttle.count", \ev_throttle.count, "How many events were withheld so far."),
    .time("throttle.from", \ev_throttle.from_ns, "When the first of them happened."),
    .time("throttle.to", \ev_throttle.to_ns, "When the last of them happened."),
  ]
}
