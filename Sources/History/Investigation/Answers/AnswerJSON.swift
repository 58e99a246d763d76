import Events

/// An answer as a JSON document: small, built once, written once.
public indirect enum AnswerJSON: Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  case null
  case flag(Bool)
  case number(Int64)
  /// A text as the fields of events have it: see `LookbackString`.
  case string(String)
  case list([AnswerJSON])
  /// The keys in this order.
  case object([(name: String, value: AnswerJSON)])

  /// A text.
  public init(stringLiteral value: String) {
    self = .string(value)
  }

  /// A text; `null` where there is none.
  public static func text(_ text: String?) -> AnswerJSON { text.map { .string($0) } ?? .null }

  /// A list of texts.
  public static func strings(_ texts: some Sequence<String>) -> AnswerJSON {
    .list(texts.map { .string($0) })
  }

  /// A time as events have it; `null` where there is none.
  public static func time(_ nanoseconds: Int64?) -> AnswerJSON {
    .text(nanoseconds.map(EventText.time))
  }

  /// A number; `null` where there is none.
  public static func count(_ number: Int?) -> AnswerJSON {
    number.map { .number(Int64($0)) } ?? .null
  }

  /// On one line.
  public var description: String {
    switch self {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .number(let number): "\(number)"
    case .string(let text): Self.quoted(text)
    case .list(let elements): "[\(elements.map(\.description).joined(separator: ","))]"
    case .object(let fields):
      "{\(fields.map { "\(Self.quoted($0.name)):\($0.value)" }.joined(separator: ","))}"
    }
  }

  /// Bytes that are no text are written as they were read.
  private static func quoted(_ text: String) -> String {
    EventText.json(LookbackString.unescape(text))
  }
}

extension Clause {
  /// Its text, and what shows it.
  public var json: AnswerJSON {
    var fields: [(name: String, value: AnswerJSON)] = [
      ("text", .string(text)), ("events", .strings(events.map(\.description))),
    ]
    if eventCount > events.count { fields.append(("event_count", .count(eventCount))) }
    if let condition { fields.append(("query", .string(condition))) }
    if isUnknown { fields.append(("unknown", .flag(true))) }
    return .object(fields)
  }
}

extension Finding {
  /// The verdict, the sentences, and the facts.
  public var json: AnswerJSON {
    .object([
      ("verdict", .string(verdict.rawValue)),
      ("what", .list(what.map(\.json))), ("who", .list(who.map(\.json))),
      ("why", .list(why.map(\.json))), ("facts", .object(facts)),
    ])
  }
}
