// What is told apart by lines and how far they are indented.
extension YAMLReader {
  /// What begins here and belongs to what stands in that column; nil after a fault.
  private mutating func block(below indent: Int, depth: Int) -> YAMLNode? {
    guard depth < Self.deepest else {
      add(YAMLFault(mark: here, reason: "nothing is in one another that often"))
      advance()
      skipDeeper(than: indent, complaining: false)
      return nil
    }
    if isDash { return list(depth: depth) }
    if colon != nil { return map(depth: depth) }
    return inline(below: indent, depth: depth)
  }

  /// A value on the rest of this line, or in brackets that are closed further down; nil after a fault.
  mutating func inline(below indent: Int, depth: Int) -> YAMLNode? {
    let start = row
    do throws(YAMLFault) {
      let node = try value(inFlow: false, depth: depth)
      skipBlanks()
      guard isAtLineEnd else {
        throw YAMLFault(mark: here, reason: "only a comment can stand behind a value")
      }
      advance()
      return node
    } catch {
      add(error)
      row = start
      advance()
      skipDeeper(than: indent, complaining: false)
      return nil
    }
  }

  private var isDash: Bool {
    current == "-" && (scalar(at: column + 1) == nil || scalar(at: column + 1) == " ")
  }

  private mutating func list(depth: Int) -> YAMLNode {
    let mark = here
    let indent = column
    var items: [YAMLNode] = []
    while !isAtEnd && column == indent && isDash {
      column += 1
      skipBlanks()
      let item =
        isAtLineEnd
        ? nested(below: indent, depth: depth, takesListBeside: false)
        : block(below: indent, depth: depth + 1)
      if let item { items.append(item) }
      skipDeeper(than: indent, complaining: true)
    }
    return YAMLNode(mark: mark, content: .list(items))
  }

  mutating func map(depth: Int) -> YAMLNode {
    let mark = here
    let indent = column
    var map = YAMLMap()
    while !isAtEnd && column == indent {
      let keyMark = here
      guard let key = blockKey() else {
        advance()
        skipDeeper(than: indent, complaining: false)
        continue
      }
      skipBlanks()
      let value =
        isAtLineEnd
        ? nested(below: indent, depth: depth, takesListBeside: true)
        : inline(below: indent, depth: depth)
      if let fault = map.add(key, at: keyMark, value) { add(fault) }
      skipDeeper(than: indent, complaining: true)
    }
    return YAMLNode(mark: mark, content: .map(map.entries))
  }

  /// What stands on the lines after a key or dash; nil after a fault.
  private mutating func nested(below indent: Int, depth: Int, takesListBeside: Bool) -> YAMLNode? {
    let mark = here
    advance()
    if !isAtEnd && column > indent { return block(below: indent, depth: depth + 1) }
    // Dashes may stand right below the first letter of their key.
    if takesListBeside && !isAtEnd && column == indent && isDash { return list(depth: depth + 1) }
    return YAMLNode(mark: mark, content: .nothing)
  }

  /// The key here, its colon included; nil after a fault.
  private mutating func blockKey() -> String? {
    let mark = here
    guard !isDash, let colon else {
      add(YAMLFault(mark: mark, reason: missingKeyReason))
      return nil
    }
    do throws(YAMLFault) {
      let key = try isQuote ? quoted() : plain(upTo: colon)
      column = colon + 1
      return key
    } catch {
      add(error)
      return nil
    }
  }

  private var missingKeyReason: String {
    if isDash { return "a list stands here, and a key with its value should: 'key: value'" }
    if let row = lines[row][column...].firstIndex(of: ":"), scalar(at: row + 1) != nil {
      return "a key with its value should stand here: a blank follows the colon, 'key: value'"
    }
    return "a key with its value should stand here: 'key: value'"
  }

  var isQuote: Bool { current == "\"" || current == "'" }

  /// The column of the colon behind the key that begins here; nil where there is none.
  private var colon: Int? {
    guard let first = current, !Self.indicators.contains(first) else { return nil }
    if first == "?" && (scalar(at: column + 1) ?? " ") == " " { return nil }
    var end = column
    if isQuote {
      guard let quote = closingQuote else { return nil }
      end = quote + 1
      while scalar(at: end) == " " { end += 1 }
      return isColon(at: end) ? end : nil
    }
    while let scalar = scalar(at: end) {
      if isColon(at: end) { return end }
      if scalar == "#" && end > column && self.scalar(at: end - 1) == " " { return nil }
      end += 1
    }
    return nil
  }

  private func isColon(at column: Int) -> Bool {
    scalar(at: column) == ":" && (scalar(at: column + 1) ?? " ") == " "
  }

  /// What no text without quotes can begin with.
  static let indicators: Set<Unicode.Scalar> = [
    "[", "]", "{", "}", ",", "#", "&", "*", "!", "|", ">", "%", "@", "`", "\t",
  ]
}

/// Keys with their values, each key once.
struct YAMLMap {
  private(set) var entries: [YAMLEntry] = []
  private var marks: [String: Mark] = [:]

  /// Adds one; without a value it only is not to come again.
  ///
  /// - Returns: what is wrong with the key.
  mutating func add(_ key: String, at mark: Mark, _ value: YAMLNode?) -> YAMLFault? {
    if let first = marks[key] {
      return YAMLFault(
        mark: mark,
        reason: "the key \(Printable.value(key)) stands here a second time, first on line "
          + "\(first.line); take one of them away")
    }
    marks[key] = mark
    if let value { entries.append(YAMLEntry(key: key, mark: mark, value: value)) }
    return nil
  }
}
