import Glibc

/// What a text says of a time, before it is known when it was said and where.
struct SpokenTime: Equatable {
  enum Day: Equatable {
    /// The last one on which clocks have shown that time.
    case last
    case daysAgo(Int64)
    /// From Sunday, 0, on: the last one.
    case weekday(Int64)
    /// Since 1970-01-01.
    case number(Int64)
  }

  enum Form: Equatable {
    /// Nanoseconds before now.
    case ago(Int64)
    /// Nanoseconds since 1970.
    case moment(Int64)
    /// A day, and nanoseconds since its midnight by the clock; nil: all of it.
    case clock(Day, Int64?)
  }

  var form: Form
  /// Nil: nothing is said of it.
  var zone: ClockZone?

  private static let second: Int64 = 1_000_000_000
  private static let daySeconds: Int64 = 86_400

  /// Nanoseconds since 1970; nil: it is out of their range.
  func nanoseconds(use: TimeExpression.Use, now: Int64, zone: ClockZone) -> Int64? {
    let zone = self.zone ?? zone
    switch form {
    case .moment(let moment): return moment
    case .ago(let span):
      let (moment, isOver) = now.subtractingReportingOverflow(span)
      return isOver || moment < 0 ? nil : moment
    case .clock(let day, let time):
      let today = Self.floor(Self.clock(now, zone), Self.daySeconds)
      var number: Int64
      /// How long ago the same day was before.
      var period: Int64 = 0
      switch day {
      case .number(let day): number = day
      case .daysAgo(let days): number = today - days
      case .last:
        number = today
        period = 1
      case .weekday(let weekday):
        // 1970-01-01 was a Thursday.
        number = today - ((today + 4 - weekday) % 7 + 7) % 7
        period = 7
      }
      if period > 0, let time, Self.moment(number, time, zone, .from) > now { number -= period }
      guard let time else {
        if use == .from { return Self.moment(number, 0, zone, .from) }
        return Self.moment(number + 1, 0, zone, .to) - 1
      }
      return Self.moment(number, time, zone, use)
    }
  }

  private static func moment(
    _ day: Int64, _ time: Int64, _ zone: ClockZone, _ use: TimeExpression.Use
  ) -> Int64 {
    let clock = day * daySeconds + time / second
    let moments = zone.moments(ofClock: clock)
    // What clocks never show has no fraction either.
    let isShown = moments.lowerBound + zone.offset(at: moments.lowerBound) == clock
    let moment = use == .from ? moments.lowerBound : moments.upperBound
    return moment * second + (isShown ? time % second : 0)
  }

  /// What clocks show, in seconds.
  private static func clock(_ moment: Int64, _ zone: ClockZone) -> Int64 {
    let seconds = floor(moment, second)
    return seconds + zone.offset(at: seconds)
  }

  private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
    number >= 0 ? number / divisor : (number - divisor + 1) / divisor
  }
}
