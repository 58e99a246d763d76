/// What an argument that looks like a credential looks like.
///
/// The table is what ``Redactor`` goes by, and what docs/security.md says.
public struct RedactionRule: Sendable {
  /// One word or two.
  public let name: String
  /// What is replaced; a sentence.
  public let summary: String
  /// Command lines, the secret parts of their arguments between ‹ and ›.
  public let examples: [[String]]

  let means: Means

  /// How it is found.
  enum Means: Sendable {
    /// By the name before it.
    case names([SecretName])
    /// By the program whose option or operand it is.
    case programs([ProgramForm])
    /// By a program that reads it from another one's output.
    case readers([SecretReader])
    /// By the way it begins, and what it is made of.
    case shapes([TokenShape])
    /// In a way of its own, in texts that have one of these words.
    case signs([String])
  }

  init(_ name: String, _ summary: String, _ means: Means, examples: [String]...) {
    self.name = name
    self.summary = summary
    self.means = means
    self.examples = examples
  }
}

extension RedactionRule {
  /// The table in docs/security.md.
  static var markdown: String {
    let rows = all.map { rule in
      let examples =
        if case .shapes(let shapes) = rule.means {
          // It is the prefixes that tell something.
          shapes.map { "`\(String(decoding: $0.prefix, as: UTF8.self))…`" }
        } else {
          rule.examples.map { "`\(redacted($0))`" }
        }
      return "| \(rule.name) | \(rule.summary) | \(examples.joined(separator: "<br>")) |"
    }
    return (["| Rule | What is replaced | For example |", "| --- | --- | --- |"] + rows)
      .map { "\($0)\n" }.joined()
  }

  /// An example as a shell would have it, with `…` for what is replaced.
  private static func redacted(_ example: [String]) -> String {
    example.map { argument in
      let shown = argument.replacing(/‹[^›]*›/, with: "…")
        // A table's columns end there, and a line of it.
        .replacing("|", with: "\\|").replacing("\n", with: "\\n")
      guard shown.contains(where: { " '\"\\;&".contains($0) }) else { return shown }
      return shown.contains("'") ? "\"\(shown)\"" : "'\(shown)'"
    }.joined(separator: " ")
  }
}
