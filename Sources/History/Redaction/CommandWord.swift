/// A word of a command line, or a sign between two commands.
struct CommandWord {
  enum Kind: BitwiseCopyable {
    /// An argument, as it is.
    case argument
    /// A word of a text.
    case word
    /// What was between single quotes.
    case single
    /// What was between double quotes.
    case double
    /// `|`, `;`, `<<<` and the like, and the end of a line.
    case sign
  }

  /// Without quotes, where there are some around all of it.
  var range: Range<Int>
  var kind: Kind
  /// Where something in quotes begins in a ``Kind/word``.
  var firstQuoted: Int?

  /// Whether it is from a text, in which names of variables stand for what is not there.
  var isOfText: Bool { kind != .argument }
}
