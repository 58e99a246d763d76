import History

/// Says on standard error what of a time cannot be answered: events that were lost, times in which nobody
/// recorded, segments that cannot be read.
///
/// - Parameters:
///   - times: what was asked for, nanoseconds since 1970.
///   - history: that was asked.
///   - problems: what the answer has met already.
/// - Throws: what reading the history throws.
func tellWhatIsMissing(
  of times: ClosedRange<Int64>, in history: History, _ problems: [History.Problem] = []
) throws {
  let gaps = Gaps()
  let more = try history.forEach(EventSelection(times: times, kinds: Gaps.kinds)) { line in
    try gaps.note(line)
    return true
  }
  let cuts = try TerminalCuts(of: times, in: history).cuts.map { cut in
    "\(AmountText.bytes(cut.bytes)) that \(cut.isShown ? "\(cut.device) showed" : "were written to \(cut.device)") are not kept"
  }
  let unread = Set((problems + more).map(\.description)).sorted()
  for text in gaps.sentences + cuts + unread {
    try standardError("lookback: not complete: \(text)\n")
  }
}
