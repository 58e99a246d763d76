/// Goes through the words of one command line and knows whose options they are.
struct WordSearch {
  /// What the word before says of the next one.
  private enum Expectation {
    case nothing
    /// The value of an option that has no secret.
    case value
    case secret(SecretName.Certainty)
    case part(SecretPart)
    /// The value of a header, or the word before it that says what it is.
    case header(SecretName.Certainty)
    /// A text in quotes.
    case quoted
    /// What a program reads.
    case input
  }

  private let finder: SecretFinder
  private let depth: Int
  private var expectation = Expectation.nothing
  private var command = CommandState()
  /// What the command may read.
  private var input: [CommandWord] = []

  init(_ finder: SecretFinder, depth: Int) {
    self.finder = finder
    self.depth = depth
    beginCommand()
  }

  private var text: [UInt8] { finder.text }

  /// Goes on to the next word.
  mutating func take(_ word: CommandWord) {
    if word.kind == .sign { return takeSign(word) }
    if command.sinceIdentified < Int.max { command.sinceIdentified += 1 }
    if !isTaken(word) { takeFree(word) }
  }

  /// Comes behind the last word.
  mutating func end() {
    endCommand()
  }

  // MARK: - Commands

  private mutating func beginCommand() {
    command = CommandState()
    for (index, reader) in finder.tables.readers.enumerated() where reader.name.isEmpty {
      command.namedReaders |= 1 << UInt64(index)
    }
  }

  private mutating func endCommand() {
    if let last = command.lastOperand {
      for form in command.forms where command.applies(form) {
        guard let wanted = form.lastOperand, command.operandCount >= wanted.least,
          command.hasLetter(wanted.letter)
        else { continue }
        finder.take(last.range, of: last, form.part)
      }
    }
    if command.readers != 0 {
      for (index, reader) in finder.tables.readers.enumerated()
      where command.readers & 1 << UInt64(index) != 0 {
        for word in input { finder.take(word.range, of: word, reader.part) }
      }
    }
    input = []
  }

  private mutating func takeSign(_ word: CommandWord) {
    let sign = text[word.range.lowerBound]
    switch sign {
    case UInt8(ascii: "<"):
      expectation = word.range.count == 3 ? .input : .value
      return
    case UInt8(ascii: ">"):
      expectation = .value
      return
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      // PASSWORD('…')
      if case .quoted = expectation { return }
    default: break
    }
    expectation = .nothing
    endCommand()
    if sign == UInt8(ascii: "|"), word.range.count == 1 { input = command.written }
    beginCommand()
  }

  // MARK: - Words that others announce

  private mutating func isTaken(_ word: CommandWord) -> Bool {
    let expected = expectation
    expectation = .nothing
    switch expected {
    case .nothing: return false
    case .value:
      finder.inspect(word, isLine: false, depth: depth)
      return true
    case .secret(let certainty):
      return !isOption(word) && finder.take(word.range, of: word, certainty)
    case .part(let part):
      if !finder.take(word.range, of: word, part) {
        finder.inspect(word, isLine: false, depth: depth)
      }
      return true
    case .header(let certainty):
      if isScheme(word.range) {
        expectation = .header(certainty)
        return true
      }
      return finder.take(word.range, of: word, certainty)
    case .quoted:
      return (word.kind == .single || word.kind == .double)
        && finder.take(word.range, of: word, .all)
    case .input:
      input.append(word)
      finder.inspect(word, isLine: false, depth: depth)
      return true
    }
  }

  private func isOption(_ word: CommandWord) -> Bool {
    word.range.count > 1 && text[word.range.lowerBound] == UInt8(ascii: "-")
  }

  private func isScheme(_ range: Range<Int>) -> Bool {
    SecretFinder.schemes.contains { scheme in
      // Without the blank behind it.
      scheme.count - 1 == range.count
        && text.hasIgnoringCase(Array(scheme.dropLast()), at: range.lowerBound)
    }
  }

  // MARK: - Other words

  private mutating func takeFree(_ word: CommandWord) {
    if isOption(word) {
      noteReaders(option: word.range)
      if !takeOption(word) { finder.inspect(word, isLine: false, depth: depth) }
      return
    }
    if takeWritten(word) { return }
    var isLine = false
    if command.awaitsProgram {
      isLine = takeProgram(word)
    } else {
      noteOperand(word)
    }
    if word.isOfText { noteStatement(word) }
    finder.inspect(word, isLine: isLine, depth: depth)
  }

  /// - Returns: whether the word is a command line of its own.
  private mutating func takeProgram(_ word: CommandWord) -> Bool {
    let range = word.range
    if command.operandsToSkip > 0 {
      command.operandsToSkip -= 1
      return false
    }
    let isAnywhere = command.launcher?.isAnywhere ?? false
    if command.launcher?.takesLines ?? false, finder.hasBlank(range) {
      command.awaitsProgram = isAnywhere
      return true
    }
    // NAME=value before a program.
    if finder.firstIndex(of: UInt8(ascii: "="), in: range) != nil { return false }
    let name = nameOfProgram(range)
    guard let program = program(name), !(isAnywhere && program.launcher?.isKeyword ?? false) else {
      if !isAnywhere {
        command.awaitsProgram = false
        command.forms = []
        command.harmless = []
      }
      noteOperand(word)
      return false
    }
    noteReaders(name: name)
    command.isWriter = program.isWriter
    command.forms = program.forms
    command.harmless = program.harmless
    command.operandCount = 0
    command.lastOperand = nil
    if let launcher = program.launcher {
      command.launcher = launcher
      command.operandsToSkip = launcher.operands
    } else {
      command.awaitsProgram = isAnywhere
    }
    return false
  }

  private func nameOfProgram(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    for position in range where text[position] == UInt8(ascii: "/") { start = position + 1 }
    return start..<range.upperBound
  }

  private func program(_ name: Range<Int>) -> RedactionTables.Program? {
    var end = name.upperBound
    while true {
      if let place = finder.tables.place(ofProgram: text, name.lowerBound..<end) {
        return finder.tables.programs[place]
      }
      // python3.11
      guard end > name.lowerBound, name.upperBound - end < 8,
        text[end - 1].isDigit || text[end - 1] == UInt8(ascii: ".")
      else { return nil }
      end -= 1
    }
  }

  private mutating func noteOperand(_ word: CommandWord) {
    command.operandCount += 1
    command.lastOperand = word
    if command.isWriter { command.written.append(word) }
    for (index, leading) in finder.tables.leadingWords.enumerated()
    where leading.count == word.range.count && text.has(leading, at: word.range.lowerBound) {
      command.leadingWords |= 1 << UInt64(index)
    }
  }

  private mutating func noteReaders(name: Range<Int>) {
    for (index, reader) in finder.tables.readers.enumerated()
    where reader.name.count == name.count && text.has(reader.name, at: name.lowerBound) {
      command.namedReaders |= 1 << UInt64(index)
      if reader.option.isEmpty { command.readers |= 1 << UInt64(index) }
    }
  }

  private mutating func noteReaders(option: Range<Int>) {
    guard command.namedReaders != 0 else { return }
    for (index, reader) in finder.tables.readers.enumerated()
    where command.namedReaders & 1 << UInt64(index) != 0 && !reader.option.isEmpty {
      let isShort = reader.option.count == 2
      // -kS is -k -S.
      let isIt =
        isShort
        ? text[option.lowerBound + 1] != UInt8(ascii: "-")
          && finder.firstIndex(of: reader.option[1], in: option) != nil
        : text.has(reader.option, at: option.lowerBound)
      if isIt { command.readers |= 1 << UInt64(index) }
    }
  }

  // MARK: - Options

  private mutating func takeOption(_ word: CommandWord) -> Bool {
    let range = word.range
    for harmless in command.harmless where text.has(harmless.option, at: range.lowerBound) {
      let end = range.lowerBound + harmless.option.count
      if end == range.upperBound || harmless.isAlways && text[end] == UInt8(ascii: "=") {
        return true
      }
    }
    return takeWritten(word) || takeLetters(word) || takeNamed(word)
  }

  /// Takes what forms have literally, an option or a word.
  private mutating func takeWritten(_ word: CommandWord) -> Bool {
    let range = word.range
    for form in command.forms where command.applies(form) {
      for option in form.options where text.has(option, at: range.lowerBound) {
        let end = range.lowerBound + option.count
        if end == range.upperBound {
          expectation = .part(form.part)
          return true
        }
        if end < range.upperBound, text[end] == UInt8(ascii: "="),
          finder.take(end + 1..<range.upperBound, of: word, form.part)
        {
          return true
        }
      }
      for prefix in form.prefixes where text.has(prefix, at: range.lowerBound) {
        let end = range.lowerBound + prefix.count
        if end < range.upperBound, finder.take(end..<range.upperBound, of: word, form.part) {
          return true
        }
      }
    }
    return false
  }

  /// Takes short options, of which one argument may have several.
  private mutating func takeLetters(_ word: CommandWord) -> Bool {
    let range = word.range
    guard text[range.lowerBound + 1] != UInt8(ascii: "-"),
      !command.forms.isEmpty || command.launcher != nil
    else { return false }
    for position in range.dropFirst() {
      let letter = text[position]
      guard letter.isLetterOrDigit else { return false }
      command.letters |= CommandState.bit(of: letter)
      let behind = position + 1..<range.upperBound
      for form in command.forms where form.letters.contains(letter) && command.applies(form) {
        if !behind.isEmpty {
          finder.take(behind, of: word, form.part)
        } else if !form.isAttached {
          expectation = .part(form.part)
        }
        return true
      }
      if hasValue(letter) {
        guard behind.isEmpty else { return false }
        expectation = .value
        return true
      }
    }
    return false
  }

  private func hasValue(_ letter: UInt8) -> Bool {
    if command.awaitsProgram, command.launcher?.valueLetters.contains(letter) ?? false {
      return true
    }
    return command.forms.contains { $0.valueLetters.contains(letter) }
  }

  /// Takes an option that is named like a secret.
  private mutating func takeNamed(_ word: CommandWord) -> Bool {
    let range = word.range
    var start = range.lowerBound + 1
    if text[start] == UInt8(ascii: "-") { start += 1 }
    var end = start
    while end < range.upperBound, text[end].isOfName { end += 1 }
    let isAlone = end == range.upperBound
    guard end - start >= 3, end - start <= SecretName.lengthLimit,
      isAlone || text[end] == UInt8(ascii: "="),
      let certainty = SecretName.certainty(by: finder.tables.names, of: text, start..<end)
    else { return false }
    if !isAlone { return finder.take(end + 1..<range.upperBound, of: word, certainty) }
    guard !SecretName.isSwitch(text, start..<end) else { return false }
    expectation = .secret(certainty)
    return true
  }

  // MARK: - Texts

  private static let identified = Array("identified".utf8)
  private static let by = Array("by".utf8)
  private static let password = Array("password".utf8)

  /// Notes words of SQL, and of what is written `name: value` or `name = value`.
  private mutating func noteStatement(_ word: CommandWord) {
    let range = word.range
    if isWord(Self.identified, range) {
      command.sinceIdentified = 0
    } else if isWord(Self.by, range), command.sinceIdentified <= 4 {
      expectation = .quoted
    } else if isWord(Self.password, range) {
      command.hasPasswordWord = true
      expectation = .quoted
    } else if command.hasPasswordWord, range.count == 1,
      text[range.lowerBound] == UInt8(ascii: "=")
    {
      expectation = .secret(.sure)
    } else if word.kind == .word, range.count > 2, text[range.upperBound - 1] == UInt8(ascii: ":") {
      noteHeader(range.dropLast())
    }
  }

  private mutating func noteHeader(_ name: Range<Int>) {
    guard name.count <= SecretName.lengthLimit else { return }
    if let certainty = finder.headerCertainty(name) {
      expectation = .header(certainty)
    } else if case .sure? = SecretName.certainty(by: finder.tables.names, of: text, name) {
      expectation = .header(.sure)
    }
  }

  private func isWord(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    range.count == bytes.count && text.hasIgnoringCase(bytes, at: range.lowerBound)
  }
}
