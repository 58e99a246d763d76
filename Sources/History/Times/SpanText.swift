/// How long something took, for people.
public enum SpanText {
  /// Of nanoseconds: `9 ms`, `0.04 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
  public static func text(_ nanoseconds: Int64) -> String {
    let seconds = max(0, nanoseconds) / 1_000_000_000
    switch seconds {
    case ..<10:
      let milliseconds = max(0, nanoseconds) / 1_000_000
      if milliseconds < 10 { return "\(milliseconds) ms" }
      let hundredths = milliseconds / 10
      return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
    case ..<86_400: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    default: return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
    }
  }
}
