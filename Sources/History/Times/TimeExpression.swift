import Glibc
import Threading

/// A time as people say it.
///
/// That is `now`, `2026-11-30`, `yesterday 14:05`, `10 minutes ago` and what else is in ``examples``.
/// Clocks are local ones unless the text says another zone. A day of 24 hours is meant by `1d`, whatever
/// clocks do.
public enum TimeExpression {
  /// What the time is for.
  public enum Use: Sendable {
    /// The beginning of a span: a day stands for its beginning, what clocks show twice for the first time.
    case from
    /// The end of a span, which is part of it: a day stands for its last nanosecond, what clocks show
    /// twice for the second time.
    case to
  }

  /// What is understood, for messages and help.
  public static let examples =
    "now, 10m, '2 hours ago', 1d12h, 14:05, 'yesterday 14:05', 'monday 08:00', 2026-11-30, "
    + "'2026-11-30 14:05:07.5', 2026-11-30T14:05:07+01:00, @1700000000"

  /// Reads one.
  ///
  /// - Parameters:
  ///   - text: what somebody wrote.
  ///   - use: what it is for.
  ///   - now: nanoseconds since 1970.
  ///   - zone: whose clocks are meant where the text does not say it.
  /// - Returns: nanoseconds since 1970.
  /// - Throws: ``TimeExpressionError``.
  public static func nanoseconds(
    _ text: String, use: Use = .from, now: Int64 = Self.now, zone: ClockZone = .local
  ) throws(TimeExpressionError) -> Int64 {
    var parser = TimeParser(text)
    let time = try parser.parse()
    guard let nanoseconds = time.nanoseconds(use: use, now: now, zone: zone) else {
      throw TimeExpressionError("that is before 1970 or after 2261", at: 0, of: text)
    }
    return nanoseconds
  }

  /// This moment, in nanoseconds since 1970.
  public static var now: Int64 {
    Int64(Threading.nanoseconds(of: CLOCK_REALTIME))
  }
}
