/// Looks for a text or a regular expression in texts, in time that grows with them only; see docs/filters.md.
///
/// Used by one thread at a time.
public final class TextSearch {
  private let matcher: PatternMatcher

  /// Prepares it.
  ///
  /// - Parameters:
  ///   - text: what is looked for.
  ///   - isRegex: whether that is a regular expression.
  ///   - ignoresCase: whether capital and small letters of ASCII are the same.
  /// - Throws: ``FilterError`` where it is none.
  public init(_ text: String, isRegex: Bool, ignoresCase: Bool) throws(FilterError) {
    do throws(PatternError) {
      if isRegex {
        var parser = PatternParser(text, ignoresCase: ignoresCase)
        matcher = try PatternMatcher(try parser.pattern())
      } else {
        matcher = try PatternMatcher(.literal(text, ignoresCase: ignoresCase))
      }
    } catch {
      throw FilterError(message: error.message, position: 0, text: text)
    }
  }

  /// Whether it is somewhere in the text.
  public func isFound(in text: Span<UInt8>) -> Bool { matcher.isFound(in: text) }

  /// Where it is first, in bytes; nil: nowhere.
  ///
  /// The shortest match that ends first. The machine tells whether there is one and no more, so the ends are closed in on.
  public func firstMatch(in text: Span<UInt8>) -> Range<Int>? {
    guard isFound(in: text) else { return nil }
    let end = Self.least(0...text.count) { isFound(in: text.extracting(0..<$0)) }
    // From behind the last place from which nothing is found.
    let start = end - Self.least(0...end) { isFound(in: text.extracting(end - $0..<end)) }
    return start..<end
  }

  /// The least number for which something is so that is so of all greater ones.
  private static func least(_ range: ClosedRange<Int>, _ isSo: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if isSo(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
