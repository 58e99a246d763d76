/// Finds what looks like a secret in arguments and texts.
///
/// Every byte is looked at a bounded number of times, whatever the bytes are. Used by one thread at a
/// time.
final class SecretFinder {
  /// Command lines within arguments within command lines: so many of each other.
  static let deepestNesting = 4

  let tables = RedactionTables.all
  /// The bytes that are searched.
  var text: [UInt8] = []
  /// What was found, in any order, perhaps one in the other.
  private(set) var secrets: [Range<Int>] = []
  private var words: [CommandWord] = []

  /// Finds all that there is.
  ///
  /// - Parameters:
  ///   - argument: what is searched.
  ///   - isLine: whether it is one text, and not a list of arguments.
  /// - Returns: places in its bytes, one behind the other.
  func find(in argument: ArgumentText, isLine: Bool) -> [Range<Int>] {
    text = argument.bytes
    defer { text = [] }
    secrets.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: words.capacity < 1 << 14)
    if isLine {
      for range in argument.arguments { searchLine(range, depth: 1) }
    } else {
      for range in argument.arguments {
        words.append(CommandWord(range: range, kind: .argument))
      }
      searchWords(0..<words.count, depth: 0)
    }
    for range in argument.arguments { scan(range) }
    return secrets.isEmpty ? [] : Self.united(secrets)
  }

  /// Searches a text as a command line.
  func searchLine(_ range: Range<Int>, depth: Int) {
    guard depth <= Self.deepestNesting else { return }
    let first = words.count
    var lexer = CommandLexer(range)
    while let word = lexer.next(in: text) { words.append(word) }
    searchWords(first..<words.count, depth: depth)
    words.removeSubrange(first...)
  }

  private func searchWords(_ range: Range<Int>, depth: Int) {
    var search = WordSearch(self, depth: depth)
    for index in range {
      search.take(words[index])
    }
    search.end()
  }

  /// Notes a secret.
  func found(_ range: Range<Int>) {
    if !range.isEmpty { secrets.append(range) }
  }

  private static func united(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var united: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = united.last, range.lowerBound < last.upperBound {
        united[united.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        united.append(range)
      }
    }
    return united
  }
}
