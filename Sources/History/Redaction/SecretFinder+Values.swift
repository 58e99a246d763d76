/// Which values are secrets.
extension SecretFinder {
  /// Notes the part of a value that is a secret.
  ///
  /// - Returns: whether there is one.
  @discardableResult
  func take(_ range: Range<Int>, of word: CommandWord, _ part: SecretPart) -> Bool {
    let value = withoutQuotes(range, word)
    switch part {
    case .all: return take(value, of: word)
    case .behind(let sign):
      guard let place = firstIndex(of: sign, in: value) else { return false }
      return take(place + 1..<value.upperBound, of: word)
    case .header: return takeHeader(value, of: word)
    case .cookies:
      guard firstIndex(of: UInt8(ascii: "="), in: value) != nil else { return false }
      return take(value, of: word)
    case .passPhrase:
      for introduction in Self.passPhrases where text.has(introduction, at: value.lowerBound) {
        return take(value.lowerBound + introduction.count..<value.upperBound, of: word)
      }
      return false
    }
  }

  /// Notes a value of a name that says that it is a secret.
  ///
  /// - Returns: whether it is one.
  @discardableResult
  func take(
    _ range: Range<Int>, of word: CommandWord, _ certainty: SecretName.Certainty
  ) -> Bool {
    let value = withoutQuotes(range, word)
    guard !isSwitchPosition(value) else { return false }
    switch certainty {
    case .sure: break
    case .unlessReference: if isReference(value) { return false }
    case .credentials:
      if isReference(value) { return false }
      if firstIndex(of: UInt8(ascii: ":"), in: value) != nil {
        return take(value, of: word, .behind(UInt8(ascii: ":")))
      }
      if isMethod(value) { return false }
    }
    return take(value, of: word)
  }

  /// Notes a value, unless it is none.
  private func take(_ value: Range<Int>, of word: CommandWord) -> Bool {
    guard !value.isEmpty, !isHidden(value), !isPorts(value),
      !(word.isOfText && word.kind != .single && isVariable(value))
    else { return false }
    found(value)
    return true
  }

  /// Without quotes around it, which arguments that were passed to a program do not have.
  func withoutQuotes(_ range: Range<Int>, _ word: CommandWord) -> Range<Int> {
    guard word.kind == .word else { return range }
    return CommandLexer.quoted(in: text, at: range.lowerBound, before: range.upperBound) ?? range
  }

  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    for position in range where text[position] == byte { return position }
    return nil
  }

  // OpenSSL's ways to name a password; the others refer to one.
  private static let passPhrases = ["pass:", "hexpass:", "hexkey:", "key:"].map { Array($0.utf8) }

  private static let marker = Array(Redactor.introduction.utf8)

  /// Whether somebody has hidden it already: as we do, or as programs do.
  private func isHidden(_ value: Range<Int>) -> Bool {
    if text.has(Self.marker, at: value.lowerBound) { return true }
    for position in value where text[position] != UInt8(ascii: "*") { return false }
    return true
  }

  /// `8080:80`, of containers.
  private func isPorts(_ value: Range<Int>) -> Bool {
    guard value.count < 16, let colon = firstIndex(of: UInt8(ascii: ":"), in: value) else {
      return false
    }
    return isNumber(value.lowerBound..<colon) && isNumber(colon + 1..<value.upperBound)
  }

  private func isNumber(_ range: Range<Int>) -> Bool {
    for position in range where !text[position].isDigit { return false }
    return !range.isEmpty
  }

  /// `$NAME`, `${NAME}`, `$(command)`: what is meant is not there.
  private func isVariable(_ value: Range<Int>) -> Bool {
    guard text[value.lowerBound] == UInt8(ascii: "$") else { return false }
    guard value.count > 1 else { return true }
    let next = text[value.lowerBound + 1]
    if next == UInt8(ascii: "{") || next == UInt8(ascii: "(") { return true }
    for position in value.dropFirst()
    where !text[position].isLetterOrDigit && text[position] != UInt8(ascii: "_") {
      return false
    }
    return true
  }

  private static let positions = ["true", "false", "yes", "no", "on", "off", "none", "null"].map {
    Array($0.utf8)
  }

  /// Whether it says that there is one, or not.
  private func isSwitchPosition(_ value: Range<Int>) -> Bool {
    for word in Self.positions
    where word.count == value.count && text.hasIgnoringCase(word, at: value.lowerBound) {
      return true
    }
    return false
  }

  /// Whether it looks like a path, a file's name or the number of a round.
  private func isReference(_ value: Range<Int>) -> Bool {
    if value.count <= 2, isNumber(value) { return true }
    for start in Self.pathStarts where text.has(start, at: value.lowerBound) { return true }
    for end in Self.fileEnds
    where value.count > end.count && text.has(end, at: value.upperBound - end.count) {
      return true
    }
    return false
  }

  private static let pathStarts = ["/", "./", "../", "~/", "@", "file:", "env:", "fd:"].map {
    Array($0.utf8)
  }
  private static let fileEnds = [
    ".json", ".yaml", ".yml", ".pem", ".key", ".crt", ".txt", ".ini", ".conf", ".env", ".p12",
    ".pfx", ".jks",
  ].map { Array($0.utf8) }

  /// `basic`, `ntlm`.
  private func isMethod(_ value: Range<Int>) -> Bool {
    for position in value where text[position] &- UInt8(ascii: "a") >= 26 { return false }
    return value.count < 12
  }
}
