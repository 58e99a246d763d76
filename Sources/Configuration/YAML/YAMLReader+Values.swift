// What is told apart by its own signs.
extension YAMLReader {
  /// The value that begins here, perhaps in the brackets of another one.
  mutating func value(inFlow: Bool, depth: Int) throws(YAMLFault) -> YAMLNode {
    let mark = here
    guard let first = current else {
      throw YAMLFault(mark: mark, reason: "a value is missing here")
    }
    let content: YAMLNode.Content
    switch first {
    case "\"", "'": content = .text(try quoted())
    case "[": content = .list(try flowList(depth: depth + 1))
    case "{": content = .map(try flowMap(depth: depth + 1))
    default:
      try refuseStart(first, inFlow: inFlow)
      content = .text(try plain(upTo: plainEnd(inFlow: inFlow)))
    }
    return YAMLNode(mark: mark, content: content)
  }

  private func refuseStart(_ first: Unicode.Scalar, inFlow: Bool) throws(YAMLFault) {
    let next = scalar(at: column + 1) ?? " "
    switch first {
    case "&", "*":
      throw YAMLFault(
        mark: here,
        reason: "anchors and aliases are not taken; write the value out, or put it in quotes")
    case "!":
      throw YAMLFault(
        mark: here, reason: "tags are not taken; leave it out, or put the value in quotes")
    case "|", ">":
      throw YAMLFault(
        mark: here, reason: "text over several lines is not taken; write it on one line, in quotes")
    case "\t":
      throw YAMLFault(mark: here, reason: "there is a tab here; put blanks between things")
    case _ where Self.indicators.contains(first),
      "-" where next == " ",
      "?" where inFlow || next == " ",
      ":" where inFlow || next == " ":
      throw YAMLFault(
        mark: here,
        reason: "a value should stand here; put it in quotes if it begins with '\(first)'")
    default: break
    }
  }

  /// Where text without quotes ends that begins here.
  private func plainEnd(inFlow: Bool) throws(YAMLFault) -> Int {
    var end = column
    while let scalar = scalar(at: end) {
      let next = self.scalar(at: end + 1) ?? " "
      if scalar == "#" && self.scalar(at: end - 1) == " " { break }
      if inFlow && Self.flowSigns.contains(scalar) { break }
      if scalar == ":" && (next == " " || inFlow && Self.flowSigns.contains(next)) {
        if inFlow { break }
        throw YAMLFault(
          mark: Mark(line: row + 1, column: end + 1),
          reason: "put the value in quotes: there is a colon with a blank behind it in it")
      }
      end += 1
    }
    return end
  }

  private static let flowSigns: Set<Unicode.Scalar> = ["[", "]", "{", "}", ","]

  /// The text without quotes that begins here, without blanks behind it.
  mutating func plain(upTo end: Int) throws(YAMLFault) -> String {
    if let tab = lines[row][column..<end].firstIndex(of: "\t") {
      throw YAMLFault(
        mark: Mark(line: row + 1, column: tab + 1),
        reason: "there is a tab here; put blanks between things, or the value in quotes")
    }
    var text = lines[row][column..<end]
    while text.last == " " { text.removeLast() }
    guard !text.isEmpty else { throw YAMLFault(mark: here, reason: "a key is missing here") }
    column = end
    return String(text)
  }
}

// Brackets.
extension YAMLReader {
  private mutating func flowList(depth: Int) throws(YAMLFault) -> [YAMLNode] {
    let open = try enterBracket(depth)
    var items: [YAMLNode] = []
    while try !leavesBracket("]", open) {
      items.append(try value(inFlow: true, depth: depth))
      try passComma(before: "]", open)
    }
    return items
  }

  private mutating func flowMap(depth: Int) throws(YAMLFault) -> [YAMLEntry] {
    let open = try enterBracket(depth)
    var map = YAMLMap()
    while try !leavesBracket("}", open) {
      let mark = here
      guard case .text(let key) = try value(inFlow: true, depth: depth).content else {
        throw YAMLFault(mark: mark, reason: "a key is text")
      }
      skipBlanks()
      guard current == ":" else {
        throw YAMLFault(mark: here, reason: "a colon, a blank and a value should follow the key")
      }
      column += 1
      try skipFlowBlanks(open)
      let isMissing = current == "," || current == "}"
      let value =
        isMissing
        ? YAMLNode(mark: here, content: .nothing) : try value(inFlow: true, depth: depth)
      if let fault = map.add(key, at: mark, value) { throw fault }
      try passComma(before: "}", open)
    }
    return map.entries
  }

  /// Passes the bracket here.
  ///
  /// - Returns: where it is.
  private mutating func enterBracket(_ depth: Int) throws(YAMLFault) -> Mark {
    let open = here
    guard depth < Self.deepest else {
      throw YAMLFault(mark: open, reason: "nothing is in one another that often")
    }
    column += 1
    return open
  }

  /// Whether the closing bracket is next, which it passes.
  private mutating func leavesBracket(
    _ sign: Unicode.Scalar, _ open: Mark
  ) throws(YAMLFault) -> Bool {
    try skipFlowBlanks(open)
    guard current == sign else { return false }
    column += 1
    return true
  }

  private mutating func passComma(
    before sign: Unicode.Scalar, _ open: Mark
  ) throws(YAMLFault) {
    try skipFlowBlanks(open)
    if current == "," {
      column += 1
    } else if current != sign {
      throw YAMLFault(
        mark: here,
        reason: "',' or '\(sign)' should stand here: a bracket is open since line \(open.line), "
          + "column \(open.column)")
    }
  }

  /// Passes blanks, comments and ends of lines.
  private mutating func skipFlowBlanks(_ open: Mark) throws(YAMLFault) {
    skipBlanks()
    while isAtLineEnd {
      row += 1
      column = 0
      guard !isAtEnd, !isDocumentMark else {
        throw YAMLFault(mark: open, reason: "this bracket is not closed")
      }
      skipBlanks()
    }
  }
}

// Quotes.
extension YAMLReader {
  /// The column of the quote that ends the text that begins with the one here.
  var closingQuote: Int? {
    guard let quote = current else { return nil }
    var end = column + 1
    while let scalar = scalar(at: end) {
      if quote == "\"" && scalar == "\\" {
        end += 2
      } else if scalar != quote {
        end += 1
      } else if quote == "'" && self.scalar(at: end + 1) == "'" {
        end += 2
      } else {
        return end
      }
    }
    return nil
  }

  /// The text between the quote here and the next one.
  mutating func quoted() throws(YAMLFault) -> String {
    guard let end = closingQuote else {
      throw YAMLFault(mark: here, reason: "this quote is not closed on its line")
    }
    let isDouble = current == "\""
    var text = String.UnicodeScalarView()
    column += 1
    while column < end, let scalar = current {
      if isDouble && scalar == "\\" {
        text.append(try escape())
      } else {
        // In single quotes, a quote is written twice.
        column += scalar == "'" && !isDouble ? 2 : 1
        text.append(scalar)
      }
    }
    column = end + 1
    return String(text)
  }

  private mutating func escape() throws(YAMLFault) -> Unicode.Scalar {
    let mark = here
    guard let letter = scalar(at: column + 1) else {
      throw YAMLFault(mark: mark, reason: "an escape is missing here")
    }
    column += 2
    if let scalar = Self.escapes[letter] { return scalar }
    guard let length = Self.escapeLengths[letter] else {
      throw YAMLFault(mark: mark, reason: "this escape is not known; a backslash is written \\\\")
    }
    var number: UInt32 = 0
    for _ in 0..<length {
      guard let current, current.isASCII, let digit = Character(current).hexDigitValue else {
        throw YAMLFault(mark: mark, reason: "\(length) hexadecimal digits should follow here")
      }
      number = number << 4 | UInt32(digit)
      column += 1
    }
    guard let scalar = Unicode.Scalar(number) else {
      throw YAMLFault(mark: mark, reason: "there is no such character")
    }
    return scalar
  }

  private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
    "0": "\0", "a": "\u{7}", "b": "\u{8}", "t": "\t", "n": "\n", "v": "\u{b}", "f": "\u{c}",
    "r": "\r", "e": "\u{1b}", " ": " ", "\"": "\"", "/": "/", "\\": "\\", "N": "\u{85}",
    "_": "\u{a0}", "L": "\u{2028}", "P": "\u{2029}",
  ]

  private static let escapeLengths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
}

extension String {
  /// The text of these scalars.
  fileprivate init(_ scalars: ArraySlice<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
