extension Grid {
  /// Appends what columns of a stored row say, as UTF-8 that may be shown anywhere.
  func appendText(
    of place: Int, from start: Int, to end: Int, _ clusters: borrowing Clusters,
    to bytes: inout [UInt8]
  ) {
    let line = self[line: place]
    // The fill says something only after DECALN.
    let end = line.fill.content == 0x20 ? min(end, line.used) : min(end, columns)
    guard start < end else { return }
    for column in start..<end {
      let cell = cell(place, column)
      if cell.content &- 0x20 < 0x5f {
        if cell.width != 0 { bytes.append(UInt8(truncatingIfNeeded: cell.content)) }
      } else {
        clusters.appendText(of: cell.content, to: &bytes)
      }
    }
  }
}

extension Clusters {
  /// Appends the scalars of a content as UTF-8 that may be shown anywhere.
  func appendText(of content: UInt32, to bytes: inout [UInt8]) {
    if content & Clusters.flag == 0 {
      Self.append(content, to: &bytes)
    } else {
      for scalar in scalars(content) { Self.append(scalar, to: &bytes) }
    }
  }

  private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    let shown = SafeScalar.judge(scalar) == .replaced ? SafeScalar.replacement : scalar
    UTF8Text.encode(shown) { bytes.append($0) }
  }
}
