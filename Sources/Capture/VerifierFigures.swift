/// How much work a program was to the kernel's verifier.
public struct VerifierFigures: Sendable, Equatable {
  /// The program's name.
  public var program: String
  /// Instructions that the verifier went through, each as often as it did.
  public var instructions: Int
  /// How long that took.
  public var microseconds: Int

  /// More instructions than this are a defect: the kernel's own limit is ten times as far.
  public static let instructionLimit = 100_000
  /// A longer verification is a defect.
  public static let microsecondLimit = 2_000_000

  /// Whether the program is more work than it may be.
  public var isDefect: Bool {
    instructions > Self.instructionLimit || microseconds > Self.microsecondLimit
  }

  /// Puts figures together that are known.
  public init(program: String, instructions: Int, microseconds: Int) {
    self.program = program
    self.instructions = instructions
    self.microseconds = microseconds
  }

  /// Reads what the verifier writes with BPF_LOG_STATS (kernel/bpf/verifier.c, print_verification_stats):
  /// `verification time N usec`, `processed N insns (limit …) …`; nil where it has not.
  init?(program: String, log: some StringProtocol) {
    var instructions: Int?
    var microseconds = 0
    for line in log.split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("processed "), words.count > 2, words[2] == "insns" {
        instructions = Int(words[1])
      } else if line.hasPrefix("verification time "), words.count > 2 {
        microseconds = Int(words[2]) ?? 0
      }
    }
    guard let instructions else { return nil }
    self.init(program: program, instructions: instructions, microseconds: microseconds)
  }
}
