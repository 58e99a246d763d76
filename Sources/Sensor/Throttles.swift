import Capture

/// Who goes over a budget: begins and ends, out of looks at who is in the kernel's table.
struct Throttles {
  /// What is to be told of one.
  struct News: Equatable {
    var throttled: Throttled
    /// Whether it has ended; the kernel's table can forget it then.
    var isOver: Bool
  }

  /// After so many nanoseconds in which nothing was withheld it has ended.
  private static let quiet: UInt64 = 2_000_000_000

  private var told: Set<Throttled.ID> = []

  /// How many are over their budgets.
  var count: Int { told.count }

  /// What is new.
  ///
  /// - Parameters:
  ///   - throttled: everybody in the kernel's table.
  ///   - now: the nanoseconds since boot before which it was read.
  ///   - everything: nobody will look again, so all have ended.
  /// - Returns: beginnings and ends, each end behind its beginning.
  mutating func take(_ throttled: [Throttled], now: UInt64, everything: Bool) -> [News] {
    var news: [News] = []
    for throttled in throttled {
      if told.insert(throttled.id).inserted {
        news.append(News(throttled: throttled, isOver: false))
      }
      if everything || throttled.span.upperBound &+ Self.quiet <= now {
        told.remove(throttled.id)
        news.append(News(throttled: throttled, isOver: true))
      }
    }
    return news
  }
}
