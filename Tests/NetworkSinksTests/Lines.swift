import Events

/// Lines as the encoder makes them, each with a number of its own.
enum Lines {
  static let length = 700

  static func line(_ number: Int, length: Int = length) -> String {
    let start = """
      {"kind":"file.open","time":"2026-11-22T10:00:00.123456789Z","seq":\(number),"fill":"
      """
    let fill = String(repeating: "x", count: max(0, length - start.utf8.count - 3))
    return start + fill + "\"}"
  }

  /// Batches of these lines, in order.
  static func batches(
    _ numbers: Range<Int>, length: Int = length, of capacity: Int = 300_000
  ) -> [OutputBuffer] {
    var batches = [OutputBuffer(capacity: capacity)]
    for number in numbers {
      let bytes = Array((line(number, length: length) + "\n").utf8)
      if !batches[batches.count - 1].append(bytes, number) {
        batches.append(OutputBuffer(capacity: capacity))
        precondition(batches[batches.count - 1].append(bytes, number))
      }
    }
    return batches
  }

  /// What is missing, doubled or damaged in what a receiver has.
  ///
  /// - Parameters:
  ///   - lines: as received.
  ///   - numbers: all that should be there.
  ///   - length: what each of them has.
  ///   - repeats: whether a line may be there more than once.
  /// - Returns: a description of the first differences; nil: none.
  static func difference(
    _ lines: [Substring], _ numbers: Range<Int>, length: Int = length, repeats: Bool = false
  ) -> String? {
    var seen: [Int: Int] = [:]
    for text in lines {
      guard let number = Self.number(of: text), text == line(number, length: length) else {
        return "damaged: \(text.prefix(100))… (\(text.utf8.count) bytes)"
      }
      seen[number, default: 0] += 1
    }
    let missing = numbers.filter { seen[$0] == nil }
    let others = seen.keys.filter { !numbers.contains($0) }
    let doubled = repeats ? [] : seen.filter { $0.value > 1 }.map(\.key)
    if missing.isEmpty, others.isEmpty, doubled.isEmpty { return nil }
    return """
      \(missing.count) missing (\(missing.prefix(5))), \(doubled.count) doubled \
      (\(doubled.sorted().prefix(5))), \(others.count) others of \(lines.count)
      """
  }

  private static func number(of text: Substring) -> Int? {
    guard let mark = text.firstRange(of: "\"seq\":") else { return nil }
    return Int(text[mark.upperBound...].prefix { $0.isNumber })
  }
}

extension OutputBuffer {
  fileprivate func append(_ bytes: [UInt8], _ number: Int) -> Bool {
    append(bytes.span.bytes, kind: .fileOpen, sequence: UInt64(number))
  }
}
