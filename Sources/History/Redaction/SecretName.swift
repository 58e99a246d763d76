/// A name whose value is a secret: of an option, a variable, a header or a member of an object.
///
/// A name is compared without regard to case, and to `-`, `_` and `.`: `apiKey`, `--api-key` and
/// `API_KEY` are the same; it is enough that it ends with this one: `PGPASSWORD`.
struct SecretName: Sendable {
  /// How sure it is that the value is a secret.
  enum Certainty: Sendable, BitwiseCopyable {
    /// Whatever it is.
    case sure
    /// Not if it looks like a path, a file's name or a small number.
    case unlessReference
    /// Only what is behind a colon, or does not look like the name of a method.
    case credentials
  }

  /// Without blanks, in lower case.
  let letters: [UInt8]
  /// Every text that has the name has this.
  let hint: String
  /// Whether what is before it has to be another word: `pass` is in `bypass`.
  let isWord: Bool
  let certainty: Certainty

  /// Makes one.
  ///
  /// - Parameters:
  ///   - words: in lower case, with blanks between them.
  ///   - isWord: whether no letter of the same word may be before it.
  ///   - certainty: how sure it is that the value is a secret.
  init(_ words: String, isWord: Bool = false, _ certainty: Certainty = .unlessReference) {
    letters = words.utf8.filter { $0 != UInt8(ascii: " ") }
    hint = String(words.split(separator: " ").last ?? "")
    self.isWord = isWord
    self.certainty = certainty
  }

  /// The names of ``RedactionRule/all``.
  static let all: [SecretName] =
    [
      "password", "passwd", "passphrase", "passcode", "api key", "access key", "secret key",
      "account key", "client secret", "auth token", "session token", "require pass", "setcookie",
    ].map { SecretName($0, .sure) }
    + [
      "token", "secret", "private key", "encryption key", "store pass", "key pass", "db pass",
      "user pass", "credential", "credentials",
    ].map { SecretName($0) }
    + ["pass", "pwd", "psk", "jwt", "bearer", "cookie", "passkey"].map {
      SecretName($0, isWord: true)
    }
    + [
      SecretName("master auth", .sure), SecretName("auth", isWord: true, .credentials),
      SecretName("authorization", isWord: true, .sure),
    ]

  /// Names that end like one of these and are none: of tokens in texts, and of the working directory.
  static let exceptions: [[UInt8]] = [
    "eos token", "bos token", "pad token", "unk token", "sep token", "cls token", "mask token",
    "stop token", "end token", "start token", "max token", "min token", "num token", "per token",
    "old pwd",
  ].map { $0.utf8.filter { $0 != UInt8(ascii: " ") } }

  /// Names that begin so are switches: what follows them is no value.
  static let switches: [[UInt8]] = [
    "no", "ask", "prompt", "without", "use", "need", "require", "show", "hide", "skip",
  ].map { Array($0.utf8) }
}
