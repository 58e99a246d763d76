import Events

extension OutputBuffer {
  /// Where the last line ends that is whole before a place.
  func endOfLines(before offset: Int) -> Int {
    var low = 0
    var high = lineCount
    // Lines before `low` end before it, those from `high` on do not.
    while low < high {
      let middle = (low + high) / 2
      if Int(line(at: middle).end) <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : Int(line(at: low - 1).end)
  }
}
