/// Reads the part of YAML in which configuration is written: keys with values, lists, text with and
/// without quotes, `[a, b]` and `{a: b}`, comments.
///
/// What YAML has besides (anchors and aliases, tags, text over several lines, keys that are not text,
/// several documents) is a fault with its place; nothing is read as something else than any YAML parser
/// would. After a fault it goes on with what is not part of it, to find them all.
///
/// A parser of our own: what a root process reads at its start is worth knowing to the end, values need
/// their places and faults a way on, and with other parsers come Foundation and ICU, which make a static
/// program three times as large.
struct YAMLReader {
  /// How far things can be in one another.
  static let deepest = 16
  /// Who has so many faults has no use for more.
  static let mostFaults = 100

  private(set) var faults: [YAMLFault] = []
  let lines: [[Unicode.Scalar]]
  /// The line that is being read; their number at the end.
  var row = 0
  /// The next scalar of it.
  var column = 0
  /// Whether nothing but comments has come so far.
  private var isFresh = true

  /// The value of a whole text.
  ///
  /// - Returns: nothing for an empty file; with any fault there can be less in it than in the text.
  static func read(_ text: String) -> (root: YAMLNode?, faults: [YAMLFault]) {
    var reader = YAMLReader(text)
    reader.refuseUnprintable()
    // What is a line's end to others makes other lines of them.
    guard reader.faults.isEmpty else { return (nil, reader.faults) }
    let root = reader.document()
    return (root, reader.faults)
  }

  private init(_ text: String) {
    var scalars = text.unicodeScalars[...]
    if scalars.first == "\u{feff}" { scalars = scalars.dropFirst() }
    lines = scalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      Array(line.last == "\r" ? line.dropLast() : line)
    }
  }

  /// Where the next scalar is.
  var here: Mark { Mark(line: row + 1, column: column + 1) }

  /// The next scalar of the line; nil at its end.
  var current: Unicode.Scalar? { scalar(at: column) }

  func scalar(at column: Int) -> Unicode.Scalar? {
    row < lines.count && column < lines[row].count ? lines[row][column] : nil
  }

  var isAtEnd: Bool { row >= lines.count }

  /// Whether nothing or a comment follows.
  var isAtLineEnd: Bool {
    guard let current else { return true }
    return current == "#" && (column == 0 || scalar(at: column - 1) == " ")
  }

  mutating func skipBlanks() {
    while current == " " { column += 1 }
  }

  mutating func add(_ fault: YAMLFault) {
    if faults.count < Self.mostFaults { faults.append(fault) }
  }

  private mutating func refuseUnprintable() {
    for (row, line) in lines.enumerated() {
      guard let column = line.firstIndex(where: { !Self.isPrintable($0) }) else { continue }
      let number = String(line[column].value, radix: 16, uppercase: true)
      add(
        YAMLFault(
          mark: Mark(line: row + 1, column: column + 1),
          reason:
            "there is a control character here (U+\(number)); take it away, or write it as an "
            + "escape in double quotes"))
    }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: true
    case 0..<0x20, 0x7f...0x9f, 0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff: false
    default: true
    }
  }

  private mutating func document() -> YAMLNode? {
    settle()
    isFresh = false
    guard !isAtEnd else { return nil }
    let root = current == "{" ? inline(below: 0, depth: 0) : map(depth: 0)
    while !isAtEnd {
      add(YAMLFault(mark: here, reason: Self.misplaced))
      advance()
    }
    return root
  }
}

// Lines.
extension YAMLReader {
  static let misplaced =
    "this line lines up with nothing above: the keys of one thing start in the same column, and a "
    + "value is written on one line"

  /// Goes to the next line that has something on it.
  mutating func advance() {
    row += 1
    settle()
  }

  private mutating func settle() {
    while !isAtEnd {
      column = 0
      skipBlanks()
      if current == "\t" {
        add(YAMLFault(mark: here, reason: "there is a tab here; indent with blanks"))
      } else if isDocumentMark {
        skipDocumentMark()
      } else if !isAtLineEnd {
        return
      }
      row += 1
    }
    row = lines.count
    column = 0
  }

  /// Whether a line begins or ends a document.
  var isDocumentMark: Bool {
    guard column == 0, let first = current, first == "-" || first == "." else { return false }
    return scalar(at: 1) == first && scalar(at: 2) == first
      && (scalar(at: 3) == nil || scalar(at: 3) == " ")
  }

  private mutating func skipDocumentMark() {
    let mark = here
    let begins = current == "-"
    column = 3
    skipBlanks()
    if begins && isFresh && isAtLineEnd {
      isFresh = false
      return
    }
    add(
      YAMLFault(
        mark: mark,
        reason: begins && isFresh
          ? "write what stands behind --- on a line of its own" : "there is one document in a file")
    )
    if !isFresh { row = lines.count }
    isFresh = false
  }

  /// Passes over what is indented further than that.
  mutating func skipDeeper(than indent: Int, complaining: Bool) {
    if complaining && !isAtEnd && column > indent {
      add(YAMLFault(mark: here, reason: Self.misplaced))
    }
    while !isAtEnd && column > indent { advance() }
  }
}
