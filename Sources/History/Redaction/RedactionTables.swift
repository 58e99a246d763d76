/// The tables of the rules, as the search needs them.
struct RedactionTables: Sendable {
  /// All that is known of a program.
  struct Program: Sendable {
    var forms: [Form] = []
    var launcher: Starting?
    var harmless: [Harmless] = []
    var isWriter = false
  }

  /// A ``ProgramForm``.
  struct Form: Sendable {
    /// The bit of the word that has to be before; 0: none.
    var behind: UInt64
    var letters: [UInt8]
    var isAttached: Bool
    var valueLetters: [UInt8]
    var options: [[UInt8]]
    var prefixes: [[UInt8]]
    var lastOperand: LastOperand?
    var part: SecretPart
  }

  /// ``ProgramForm/LastOperand``; the letter is 0 where none is needed.
  struct LastOperand: Sendable {
    var letter: UInt8
    var least: Int
  }

  /// A ``Launcher``.
  struct Starting: Sendable {
    var operands: Int
    var valueLetters: [UInt8]
    var isAnywhere: Bool
    var takesLines: Bool
    var isKeyword: Bool
  }

  /// One of ``HarmlessOptions``.
  struct Harmless: Sendable {
    var option: [UInt8]
    var isAlways: Bool
  }

  /// A ``SecretReader``.
  struct Reader: Sendable {
    var name: [UInt8]
    var option: [UInt8]
    var part: SecretPart
  }

  /// What is found by the names of programs; its element is a place in ``programs``.
  private var programsByLength: [[(name: [UInt8], place: Int)]] = []
  private(set) var programs: [Program] = []
  private(set) var names: [SecretName] = []
  private(set) var readers: [Reader] = []
  /// Words that forms are behind, the first of which has the bit 1.
  private(set) var leadingWords: [[UInt8]] = []
  /// By the first byte of what has them.
  private(set) var shapes = [[TokenShape]](repeating: [], count: 256)
  /// One of these is in every text in which something is found; in lower case.
  private(set) var hints: [[UInt8]] = []

  static let all = RedactionTables(RedactionRule.all)

  private init(_ rules: [RedactionRule]) {
    var words: Set<String> = []
    for rule in rules {
      switch rule.means {
      case .names(let names):
        self.names += names
        words.formUnion(names.map(\.hint))
      case .programs(let forms):
        for form in forms {
          let compiled = compiled(form)
          add(form.names) { $0.forms.append(compiled) }
          words.formUnion(form.names.flatMap(hints(ofProgram:)))
        }
      case .readers(let readers):
        self.readers += readers.map {
          Reader(name: Array($0.name.utf8), option: Array($0.option.utf8), part: $0.part)
        }
        for reader in readers where !reader.name.isEmpty {
          add([reader.name]) { _ in }
          words.insert(reader.name)
        }
        words.formUnion(readers.map(\.option).filter { $0.hasPrefix("--") })
      case .shapes(let shapes):
        for shape in shapes { add(shape) }
        words.formUnion(shapes.map { String(decoding: $0.prefix, as: UTF8.self).lowercased() })
      case .signs(let signs): words.formUnion(signs)
      }
    }
    add(SecretReader.writers) { $0.isWriter = true }
    for launcher in Launcher.all {
      let starting = Starting(
        operands: launcher.operands, valueLetters: Array(launcher.valueLetters.utf8),
        isAnywhere: launcher.isAnywhere, takesLines: launcher.takesLines,
        isKeyword: launcher.isKeyword)
      add(launcher.names) { $0.launcher = starting }
    }
    for harmless in HarmlessOptions.all {
      add(harmless.names) {
        $0.harmless += harmless.options.map {
          Harmless(option: Array($0.utf8), isAlways: harmless.isAlways)
        }
      }
    }
    hints = words.sorted().map { Array($0.utf8) }
  }

  private mutating func add(_ shape: TokenShape) {
    guard let first = shape.prefix.first else { return }
    shapes[Int(first)].append(shape)
    if shape.isIntroduction { shapes[Int(first & ~0x20)].append(shape) }
  }

  /// Short names are parts of many words; they are told from these by what is behind them: the end of
  /// the argument, a blank or an escape.
  private func hints(ofProgram name: String) -> [String] {
    name.count > 5 ? [name] : ["\"", " ", "\\"].map { name + $0 }
  }

  private mutating func compiled(_ form: ProgramForm) -> Form {
    var behind: UInt64 = 0
    if let word = form.behind {
      let bytes = Array(word.utf8)
      if !leadingWords.contains(bytes) { leadingWords.append(bytes) }
      behind = 1 << UInt64(leadingWords.firstIndex(of: bytes) ?? 0)
    }
    let lastOperand: LastOperand? =
      switch form.lastOperand {
      case .none: nil
      case .secret(let least): LastOperand(letter: 0, least: least)
      case .secretIf(let letter, let least):
        LastOperand(letter: letter.asciiValue ?? 0, least: least)
      }
    return Form(
      behind: behind, letters: Array(form.letters.utf8), isAttached: form.isAttached,
      valueLetters: Array(form.valueLetters.utf8), options: form.options.map { Array($0.utf8) },
      prefixes: form.prefixes.map { Array($0.utf8) }, lastOperand: lastOperand, part: form.part)
  }

  private mutating func add(_ names: [String], _ change: (inout Program) -> Void) {
    for name in names {
      let bytes = Array(name.utf8)
      let place: Int
      if let known = self.place(ofProgram: bytes, 0..<bytes.count) {
        place = known
      } else {
        place = programs.count
        programs.append(Program())
        while programsByLength.count <= bytes.count { programsByLength.append([]) }
        programsByLength[bytes.count].append((bytes, place))
      }
      change(&programs[place])
    }
  }

  /// The place in ``programs`` of one of that name; nil: nothing is known of it.
  func place(ofProgram text: [UInt8], _ name: Range<Int>) -> Int? {
    guard name.count < programsByLength.count else { return nil }
    for known in programsByLength[name.count] where text.has(known.name, at: name.lowerBound) {
      return known.place
    }
    return nil
  }
}

extension [UInt8] {
  /// Whether these bytes are there.
  func has(_ bytes: [UInt8], at position: Int) -> Bool {
    guard position + bytes.count <= count else { return false }
    for (offset, byte) in bytes.enumerated() where self[position + offset] != byte {
      return false
    }
    return true
  }

  /// Whether these bytes are there, a capital letter being the same as a small one.
  func hasIgnoringCase(_ bytes: [UInt8], at position: Int) -> Bool {
    guard position + bytes.count <= count else { return false }
    for (offset, byte) in bytes.enumerated() where self[position + offset].small != byte {
      return false
    }
    return true
  }
}

extension UInt8 {
  /// A capital letter of ASCII as a small one.
  var small: UInt8 {
    self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
  }

  var isCapital: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }

  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

  var isLetterOrDigit: Bool { isDigit || small &- UInt8(ascii: "a") < 26 }

  /// Of a name: letters, digits, `_`, `-` and `.`.
  var isOfName: Bool {
    isLetterOrDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
      || self == UInt8(ascii: ".")
  }
}
