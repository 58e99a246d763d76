/// What is known of the command whose words come one after the other.
struct CommandState {
  /// Whether the next word may be a program's name.
  var awaitsProgram = true
  /// What the program's options are, and those of what it starts.
  var forms: [RedactionTables.Form] = []
  var harmless: [RedactionTables.Harmless] = []
  var launcher: RedactionTables.Starting?
  /// Operands before the program that is started.
  var operandsToSkip = 0
  var isWriter = false
  var operandCount = 0
  var lastOperand: CommandWord?
  /// Which of the words were seen that forms are behind.
  var leadingWords: UInt64 = 0
  /// Which short options: by their numbers in ASCII, from 64 on.
  var letters: UInt64 = 0
  /// Readers whose names were seen, and those that do read: by their places.
  var namedReaders: UInt64 = 0
  var readers: UInt64 = 0
  /// What it writes.
  var written: [CommandWord] = []
  /// Words since `IDENTIFIED`.
  var sinceIdentified = Int.max
  var hasPasswordWord = false

  func applies(_ form: RedactionTables.Form) -> Bool {
    form.behind == 0 || leadingWords & form.behind != 0
  }

  func hasLetter(_ letter: UInt8) -> Bool {
    letter == 0 || letters & Self.bit(of: letter) != 0
  }

  static func bit(of letter: UInt8) -> UInt64 {
    letter < 64 ? 0 : 1 << UInt64(letter - 64)
  }
}
