/// What was left out, answered to nobody, or not understood.
public struct Counters: Equatable, Sendable {
  /// Control strings (OSC, DCS, SOS, PM, APC) and the bytes in them.
  public internal(set) var strings: UInt64 = 0
  public internal(set) var stringBytes: UInt64 = 0
  /// Those of them that did not end as they should, or were given up for their length.
  public internal(set) var stringsCancelled: UInt64 = 0
  public internal(set) var stringsAbandoned: UInt64 = 0
  /// OSC 52: the clipboard was set or asked for; nothing was done.
  public internal(set) var clipboardRequests: UInt64 = 0
  /// Questions to the terminal; never answered.
  public internal(set) var queries: UInt64 = 0
  /// Sequences that are none, or are not known.
  public internal(set) var unknownSequences: UInt64 = 0
  /// How often U+FFFD stands for bytes that are no UTF-8.
  public internal(set) var invalidText: UInt64 = 0
  /// Marks that had nothing to be put on, or were too many.
  public internal(set) var marksDropped: UInt64 = 0
  /// Events that were not fetched in time.
  public internal(set) var eventsLost: UInt64 = 0
}
