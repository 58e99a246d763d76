import Glibc

/// What clocks show: where, and so how far from UTC.
public enum ClockZone: Sendable, Equatable {
  /// What `TZ` says, else /etc/localtime.
  case local
  case utc
  /// So many seconds ahead of UTC.
  case fixed(Int64)

  /// Seconds that clocks are ahead of UTC at a moment, in seconds since 1970.
  func offset(at moment: Int64) -> Int64 {
    switch self {
    case .utc: return 0
    case .fixed(let seconds): return seconds
    case .local:
      var moment = time_t(moment)
      var parts = tm()
      return localtime_r(&moment, &parts) == nil ? 0 : Int64(parts.tm_gmtoff)
    }
  }

  /// When clocks show that, which stands for the moment at which clocks of UTC do.
  ///
  /// Where clocks are put back they show it twice. Where they are put forward they never do: then it is
  /// the moment at which that happens, for whatever is before the one is before the other.
  func moments(ofClock clock: Int64) -> ClosedRange<Int64> {
    // No zone is further from UTC than these.
    let earliest = clock - 15 * 3600
    let latest = clock + 13 * 3600
    let before = offset(at: earliest)
    let after = offset(at: latest)
    let isBefore = offset(at: clock - before) == before
    let isAfter = offset(at: clock - after) == after
    switch (isBefore, isAfter) {
    case (true, true):
      return min(clock - before, clock - after)...max(clock - before, clock - after)
    case (true, false): return clock - before...clock - before
    case (false, true): return clock - after...clock - after
    case (false, false):
      let change = change(between: earliest, latest, to: after)
      return change...change
    }
  }

  /// The first second with the later one of two offsets.
  private func change(between earliest: Int64, _ latest: Int64, to offset: Int64) -> Int64 {
    var lower = earliest
    var upper = latest
    while upper - lower > 1 {
      let middle = lower + (upper - lower) / 2
      if self.offset(at: middle) == offset { upper = middle } else { lower = middle }
    }
    return upper
  }
}
