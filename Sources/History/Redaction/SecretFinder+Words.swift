/// What single words have in them.
extension SecretFinder {
  /// Searches a word that is no option that is known.
  func inspect(_ word: CommandWord, isLine: Bool, depth: Int) {
    if isLine { return searchLine(word.range, depth: depth + 1) }
    if takeHeader(word.range, of: word) { return }
    if takeAssignments(word) { return }
    switch word.kind {
    case .argument, .single, .double:
      if hasBlank(word.range) { searchLine(word.range, depth: depth + 1) }
    case .word:
      guard let start = word.firstQuoted, hasBlank(word.range) else { return }
      searchLine(start..<word.range.upperBound, depth: depth + 1)
    case .sign: break
    }
  }

  /// Whether it is several words.
  func hasBlank(_ range: Range<Int>) -> Bool {
    for position in range
    where CommandLexer.isBlank(text[position]) || text[position] == UInt8(ascii: "\n") {
      return true
    }
    return false
  }

  /// Notes what is given to names of secrets: `NAME=…` as a whole, or within `a=b;NAME=…` and the like.
  ///
  /// - Returns: whether the rest of the word is such a value.
  private func takeAssignments(_ word: CommandWord) -> Bool {
    let range = word.range
    var position = range.lowerBound
    while position < range.upperBound {
      // In several words, what is behind the first is a word of its own.
      if CommandLexer.isBlank(text[position]) { return false }
      guard text[position] == UInt8(ascii: "=") else {
        position += 1
        continue
      }
      let behind = position + 1
      let name = self.name(before: position, from: range.lowerBound)
      position = behind
      guard behind < range.upperBound else { return false }
      if takeHeader(behind..<range.upperBound, of: word) { return true }
      guard let certainty = SecretName.certainty(by: tables.names, of: text, name) else { continue }
      let isFirst = name.lowerBound == range.lowerBound
      let border = isFirst ? 0 : text[name.lowerBound - 1]
      let end = endOfValue(from: behind, before: range.upperBound, border: border)
      if take(behind..<end, of: word, certainty), end == range.upperBound { return true }
      position = end
    }
    return false
  }

  /// The name that ends there, without dashes before it.
  private func name(before end: Int, from start: Int) -> Range<Int> {
    let least = max(start, end - SecretName.lengthLimit)
    var position = end
    while position > least,
      text[position - 1].isOfName || text[position - 1] == UInt8(ascii: "[")
        || text[position - 1] == UInt8(ascii: "]")
    {
      position -= 1
    }
    return position..<end
  }

  /// A list's next part ends a value, if the sign before its name says that it is a list.
  private func endOfValue(from start: Int, before end: Int, border: UInt8) -> Int {
    let signs: (UInt8, UInt8)
    switch border {
    case UInt8(ascii: "?"), UInt8(ascii: "&"): signs = (UInt8(ascii: "&"), UInt8(ascii: "#"))
    case UInt8(ascii: ";"), UInt8(ascii: ","): signs = (border, border)
    default: return end
    }
    for position in start..<end where text[position] == signs.0 || text[position] == signs.1 {
      return position
    }
    return end
  }

  /// Notes what a header has, if it begins there.
  ///
  /// - Returns: whether it does.
  func takeHeader(_ range: Range<Int>, of word: CommandWord) -> Bool {
    guard let colon = endOfName(range), colon < range.upperBound,
      text[colon] == UInt8(ascii: ":"),
      let certainty = headerCertainty(range.lowerBound..<colon)
    else { return false }
    return take(behindScheme(colon + 1..<range.upperBound), of: word, certainty)
  }

  /// How sure it is that a header of that name is a secret; nil: it is none, or no header.
  func headerCertainty(_ name: Range<Int>) -> SecretName.Certainty? {
    // `password: …` may be the beginning of any sentence.
    guard
      firstIndex(of: UInt8(ascii: "-"), in: name) != nil
        || Self.plainHeaders.contains(where: {
          $0.count == name.count && text.hasIgnoringCase($0, at: name.lowerBound)
        })
    else { return nil }
    return SecretName.certainty(by: tables.names, of: text, name)
  }

  private static let plainHeaders = ["authorization", "cookie", "apikey"].map { Array($0.utf8) }

  /// Where the name ends that begins there; nil: none does.
  private func endOfName(_ range: Range<Int>) -> Int? {
    var position = range.lowerBound
    while position < range.upperBound, position - range.lowerBound <= SecretName.lengthLimit,
      text[position].isOfName
    {
      position += 1
    }
    return position == range.lowerBound ? nil : position
  }

  /// Without blanks, and without the first of two words where that says what the second is.
  private func behindScheme(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    func skipBlanks() {
      while start < range.upperBound, CommandLexer.isBlank(text[start]) { start += 1 }
    }
    skipBlanks()
    let first = start
    for scheme in Self.schemes where text.hasIgnoringCase(scheme, at: first) {
      start = min(first + scheme.count, range.upperBound)
      skipBlanks()
      break
    }
    return (start < range.upperBound ? start : first)..<range.upperBound
  }

  static let schemes = ["basic ", "bearer ", "digest ", "token ", "negotiate ", "apikey "].map {
    Array($0.utf8)
  }
}
