/// Writes bytes and durations for people.
enum AmountText {
  /// `812 B`, `14 MB`: of 1000 each, rounded down to three digits at most.
  static func bytes(_ count: Int64) -> String {
    var (value, unit) = (Double(count), "B")
    for next in ["kB", "MB", "GB", "TB"] where value >= 1000 {
      (value, unit) = (value / 1000, next)
    }
    let tenths = Int(value * 10)
    return value < 10 && unit != "B"
      ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(Int(value)) \(unit)"
  }

  /// `12 s`, `3:07`, `2:03:07`; of nanoseconds.
  static func duration(_ nanoseconds: Int64) -> String {
    let seconds = max(0, nanoseconds) / 1_000_000_000
    if seconds < 60 { return "\(seconds) s" }
    let two = { (number: Int64) in number < 10 ? "0\(number)" : "\(number)" }
    let (minutes, hours) = (seconds / 60 % 60, seconds / 3600)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
  }
}
