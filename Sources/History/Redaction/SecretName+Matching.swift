extension SecretName {
  /// No name that is longer is looked at.
  static let lengthLimit = 128

  /// How sure it is that what has this name is a secret; nil: it is none.
  ///
  /// - Parameters:
  ///   - names: the names of secrets.
  ///   - text: has the name.
  ///   - range: where the name is, without dashes before it.
  /// - Returns: nil where it is like none of the names.
  static func certainty(
    by names: [SecretName], of text: [UInt8], _ range: Range<Int>
  ) -> Certainty? {
    var end = range.upperBound
    // PASSWORD2, and the name of a member of a list.
    while end > range.lowerBound, text[end - 1].isDigit || text[end - 1] == UInt8(ascii: "]") {
      end -= 1
    }
    guard end > range.lowerBound else { return nil }
    for name in names {
      guard let start = start(of: name.letters, in: text, range.lowerBound..<end) else { continue }
      if name.isWord, start > range.lowerBound, text[start - 1].isLetterOrDigit {
        // A capital letter begins a word: userPass.
        guard text[start].isCapital, !text[start - 1].isCapital else { continue }
      }
      for exception in exceptions
      where Self.start(of: exception, in: text, range.lowerBound..<end) != nil {
        return nil
      }
      return name.certainty
    }
    return nil
  }

  /// Whether an option of that name has no value.
  static func isSwitch(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    for word in switches {
      let behind = range.lowerBound + word.count
      if behind < range.upperBound, !text[behind].isLetterOrDigit,
        text.hasIgnoringCase(word, at: range.lowerBound)
      {
        return true
      }
    }
    return false
  }

  /// Where the letters begin that the range ends with, signs between words passed over.
  private static func start(of letters: [UInt8], in text: [UInt8], _ range: Range<Int>) -> Int? {
    var position = range.upperBound
    for letter in letters.reversed() {
      while position > range.lowerBound, !text[position - 1].isLetterOrDigit { position -= 1 }
      guard position > range.lowerBound, text[position - 1].small == letter else { return nil }
      position -= 1
    }
    return position
  }
}
