import Glibc

/// Writes times for people: `2026-11-30 14:05:07.123`, as clocks show them.
///
/// What clocks show twice has the zone behind it, and so has whatever is not local. ``TimeExpression``
/// reads all of these.
public struct TimeText: Sendable {
  /// Whose clocks are meant.
  public var zone: ClockZone
  /// Digits of the fraction, which is cut and not rounded.
  public var digits: Int

  /// Puts it together.
  ///
  /// - Parameters:
  ///   - zone: whose clocks are meant.
  ///   - digits: of the fraction, from 0 to 9.
  public init(zone: ClockZone = .local, digits: Int = 3) {
    self.zone = zone
    self.digits = min(9, max(0, digits))
  }

  /// The text of a moment in nanoseconds since 1970.
  public func text(_ nanoseconds: Int64) -> String {
    let billion: Int64 = 1_000_000_000
    let second = nanoseconds >= 0 ? nanoseconds / billion : (nanoseconds - billion + 1) / billion
    let offset = zone.offset(at: second)
    var clock = time_t(second + offset)
    var parts = tm()
    gmtime_r(&clock, &parts)
    var text =
      "\(Self.padded(parts.tm_year + 1900, 4))-\(Self.padded(parts.tm_mon + 1))-"
      + "\(Self.padded(parts.tm_mday)) \(Self.padded(parts.tm_hour)):"
      + "\(Self.padded(parts.tm_min)):\(Self.padded(parts.tm_sec))"
    if digits > 0 { text += ".\(Self.padded(nanoseconds - second * billion, 9).prefix(digits))" }
    return text + zoneText(clock: Int64(clock), offset)
  }

  private func zoneText(clock: Int64, _ offset: Int64) -> String {
    switch zone {
    case .utc: return "Z"
    case .local:
      let moments = zone.moments(ofClock: clock)
      // What no text of hours and minutes has cannot be told: times of the 19th century.
      guard moments.lowerBound != moments.upperBound else { return "" }
    case .fixed: break
    }
    let minutes = abs(offset) / 60
    return " \(offset < 0 ? "-" : "+")\(Self.padded(minutes / 60)):\(Self.padded(minutes % 60))"
  }

  private static func padded(_ number: some BinaryInteger, _ width: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
