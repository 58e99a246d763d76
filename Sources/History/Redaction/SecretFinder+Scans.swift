/// What is found wherever in an argument it is.
extension SecretFinder {
  /// A password in an address, and what is searched for behind the sign that begins it, is no longer.
  private static let lengthLimit = 512

  /// Searches an argument from its beginning to its end.
  func scan(_ range: Range<Int>) {
    var position = range.lowerBound
    var isBorder = true
    while position < range.upperBound {
      let byte = text[position]
      var end: Int?
      switch byte {
      case UInt8(ascii: ":"):
        end = takeAddress(at: position, range) ?? takeMember(at: position, range)
      case UInt8(ascii: "="):
        if position + 1 < range.upperBound, text[position + 1] == UInt8(ascii: ">") {
          end = takeMember(at: position, range)
        }
      case UInt8(ascii: "-"): end = takePrivateKey(at: position, range)
      default: break
      }
      if end == nil, isBorder {
        end = takeToken(at: position, range)
      }
      let next = end ?? position + 1
      isBorder = !(text[next - 1].isLetterOrDigit || text[next - 1] == UInt8(ascii: "_"))
      position = next
    }
  }

  private func takeToken(at position: Int, _ range: Range<Int>) -> Int? {
    for shape in tables.shapes[Int(text[position])] {
      if let token = shape.token(in: text, at: position, before: range.upperBound) {
        found(token)
        return token.upperBound
      }
    }
    return nil
  }

  private static let keyStart = Array("-----BEGIN ".utf8)
  private static let keyName = Array("PRIVATE KEY-----".utf8)
  private static let keyEnd = Array("-----END ".utf8)

  private func takePrivateKey(at position: Int, _ range: Range<Int>) -> Int? {
    guard text.has(Self.keyStart, at: position) else { return nil }
    var place = position + Self.keyStart.count
    // RSA, EC, OPENSSH, ENCRYPTED.
    while place < range.upperBound, place - position < 40, !text.has(Self.keyName, at: place) {
      place += 1
    }
    guard text.has(Self.keyName, at: place) else { return nil }
    place += Self.keyName.count
    while place < range.upperBound, !text.has(Self.keyEnd, at: place) { place += 1 }
    place = min(place + Self.keyEnd.count, range.upperBound)
    // The line that ends it ends with dashes.
    while place < range.upperBound, text[place] != UInt8(ascii: "-") { place += 1 }
    while place < range.upperBound, text[place] == UInt8(ascii: "-") { place += 1 }
    found(position..<place)
    return place
  }

  /// `scheme://user:password@`.
  private func takeAddress(at colon: Int, _ range: Range<Int>) -> Int? {
    guard colon > range.lowerBound, text[colon - 1].isLetterOrDigit, colon + 2 < range.upperBound,
      text[colon + 1] == UInt8(ascii: "/"), text[colon + 2] == UInt8(ascii: "/")
    else { return nil }
    let start = colon + 3
    let limit = min(range.upperBound, start + Self.lengthLimit)
    var passwordStart: Int?
    var lastSign: Int?
    search: for position in start..<limit {
      switch text[position] {
      case 0...UInt8(ascii: " "), UInt8(ascii: "'"), UInt8(ascii: "\""): break search
      case UInt8(ascii: ":"): passwordStart = passwordStart ?? position + 1
      case UInt8(ascii: "@"): lastSign = position
      case UInt8(ascii: "["): if position == start { return nil }
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"):
        // A password has these where somebody was careless; what is behind a port is none.
        guard let passwordStart, lastSign == nil, !isPort(passwordStart..<position) else {
          break search
        }
      default: break
      }
    }
    guard let passwordStart, let lastSign, passwordStart < lastSign else { return nil }
    let word = CommandWord(range: range, kind: hasBlank(range) ? .double : .argument)
    take(passwordStart..<lastSign, of: word, .all)
    return lastSign
  }

  private func isPort(_ range: Range<Int>) -> Bool {
    for position in range where !text[position].isDigit { return false }
    return range.count < 6
  }

  /// `"name": "value"`, with any quotes, and backslashes before them.
  private func takeMember(at sign: Int, _ range: Range<Int>) -> Int? {
    guard let name = quotedName(before: sign, from: range.lowerBound),
      let certainty = SecretName.certainty(by: tables.names, of: text, name)
    else { return nil }
    var start = sign + 1
    if start < range.upperBound, text[start] == UInt8(ascii: ">") { start += 1 }
    let limit = min(range.upperBound, start + Self.lengthLimit)
    while start < limit, CommandLexer.isBlank(text[start]) { start += 1 }
    guard start < limit else { return nil }
    let word = CommandWord(range: range, kind: .argument)
    if let value = CommandLexer.quoted(in: text, at: start, before: range.upperBound) {
      return take(value, of: word, certainty) ? value.upperBound : nil
    }
    // A number, or a word that is none of JSON's.
    var end = start
    while end < limit, text[end].isOfName { end += 1 }
    return take(start..<end, of: word, certainty) ? end : nil
  }

  /// What is in quotes before the sign.
  private func quotedName(before sign: Int, from start: Int) -> Range<Int>? {
    var position = sign
    let least = max(start, sign - SecretName.lengthLimit)
    while position > least, CommandLexer.isBlank(text[position - 1]) { position -= 1 }
    guard position > least else { return nil }
    let quote = text[position - 1]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    position -= 1
    while position > least, text[position - 1] == UInt8(ascii: "\\") { position -= 1 }
    let end = position
    while position > least, text[position - 1].isOfName { position -= 1 }
    guard position > least, position < end, text[position - 1] == quote else { return nil }
    return position..<end
  }
}
