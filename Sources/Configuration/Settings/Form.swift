/// What values of some sort look like as text.
struct Form<Value>: Sendable {
  /// What is taken, to stand behind "takes".
  let takes: String
  /// The same where it is not this machine that is talked of.
  let documented: String
  let parse: @Sendable (String) throws(Mistake) -> Value
  /// What ``parse`` takes for the value.
  let text: @Sendable (Value) -> String

  /// A form whose values are told from others by the one sentence.
  init(
    _ takes: String, documented: String? = nil,
    parse: @escaping @Sendable (String) -> Value?, text: @escaping @Sendable (Value) -> String
  ) {
    self.takes = takes
    self.documented = documented ?? takes
    self.parse = { argument throws(Mistake) in
      guard let value = parse(argument) else { throw Mistake(argument, insteadOf: takes) }
      return value
    }
    self.text = text
  }

  /// A form that says more exactly what is wrong.
  init(
    _ takes: String, documented: String? = nil,
    reading parse: @escaping @Sendable (String) throws(Mistake) -> Value,
    text: @escaping @Sendable (Value) -> String
  ) {
    self.takes = takes
    self.documented = documented ?? takes
    self.parse = parse
    self.text = text
  }

  /// The same, or that word for none.
  func or(_ word: String) -> Form<Value?> {
    let takes = "\(takes), or \(word)"
    let (parse, text) = (parse, text)
    return Form<Value?>(
      takes, documented: "\(documented), or \(word)",
      reading: { argument throws(Mistake) in
        if argument == word { return nil }
        do throws(Mistake) {
          return try parse(argument)
        } catch {
          throw error.isOfForm ? Mistake(argument, insteadOf: takes) : error
        }
      },
      text: { $0.map(text) ?? word })
  }
}

extension Form where Value: FixedWidthInteger & Sendable {
  /// A number of something.
  static func number(
    _ range: ClosedRange<Value>, _ takes: String, documented: String? = nil
  ) -> Form {
    Form(
      takes, documented: documented,
      parse: { text in Value(text).flatMap { range.contains($0) ? $0 : nil } },
      text: { "\($0)" })
  }

  /// Bytes, with K, M or G for powers of 1024.
  static func size(
    _ range: ClosedRange<Value>, _ takes: String,
    where isRight: @escaping @Sendable (Value) -> Bool = { _ in true }
  ) -> Form {
    Form(
      takes,
      parse: { text in
        Scaled.parse(text, Scaled.sizes).flatMap(Value.init(exactly:)).flatMap {
          range.contains($0) && isRight($0) ? $0 : nil
        }
      },
      text: { Scaled.text(UInt64($0), Scaled.sizes) })
  }
}

extension Form where Value == UInt64 {
  /// Seconds.
  static func age(_ takes: String) -> Form {
    Form(
      takes,
      parse: { text in
        Scaled.parse(text, Scaled.times).flatMap { $0 > 0 && $0 <= 10 * 365 * 86_400 ? $0 : nil }
      },
      text: { Scaled.text($0, Scaled.times) })
  }
}

extension Form where Value == Bool {
  /// Yes or no.
  static let answer = Form(
    "yes or no",
    parse: { text in
      switch text.lowercased() {
      case "yes", "true", "on": true
      case "no", "false", "off": false
      default: nil
      }
    },
    text: { $0 ? "yes" : "no" })
}

extension Form where Value == String {
  /// A path that does not depend on where one is.
  static let path = Form(
    "an absolute path",
    parse: { $0.hasPrefix("/") && isPath($0) ? $0 : nil }, text: { $0 })

  /// A path of whatever sort.
  static func anyPath(_ takes: String) -> Form {
    Form(takes, parse: { isPath($0) ? $0 : nil }, text: { $0 })
  }

  /// Whether a file can be called that; control characters could be, but nobody means them.
  private static func isPath(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count < 4096
      && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }
}

extension Form where Value: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of a few words.
  static func word() -> Form {
    let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
    return Form("one of \(words)", parse: { Value(rawValue: $0) }, text: \.rawValue)
  }
}

/// Numbers with a letter behind them that says by how much they are multiplied.
enum Scaled {
  typealias Scale = [(letter: Character, factor: UInt64)]

  /// Powers of 1024, the largest first.
  static let sizes: Scale = [("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)]
  /// Seconds.
  static let times: Scale = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]

  /// The number of a text; nil if it is none, or too large.
  static func parse(_ text: String, _ scale: Scale) -> UInt64? {
    guard let last = text.last else { return nil }
    let unit = scale.first { "\($0.letter)".lowercased() == last.lowercased() }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(digits)
    else { return nil }
    let (product, isTooLarge) = number.multipliedReportingOverflow(by: unit?.factor ?? 1)
    return isTooLarge ? nil : product
  }

  /// The shortest text of a number.
  static func text(_ number: UInt64, _ scale: Scale) -> String {
    guard let unit = scale.first(where: { number > 0 && number % $0.factor == 0 }) else {
      return "\(number)"
    }
    return "\(number / unit.factor)\(unit.letter)"
  }
}
