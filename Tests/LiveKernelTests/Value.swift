import Foundation

/// A value in a line of JSON, so that expected and found can be compared with `==`.
enum Value: Equatable, Sendable {
  case absent
  case flag(Bool)
  case integer(Int64)
  case text(String)
  case list([Value])
  case object([String: Value])

  /// One line of JSON.
  init(line: Data) throws {
    self.init(try JSONSerialization.jsonObject(with: line))
  }

  private init(_ any: Any) {
    switch any {
    case let text as String: self = .text(text)
    case let list as [Any]: self = .list(list.map { Value($0) })
    case let object as [String: Any]: self = .object(object.mapValues { Value($0) })
    case let number as NSNumber:
      // Foundation makes booleans and numbers one class; only the encoding tells them apart.
      let isFlag = number.objCType.pointee == CChar(UInt8(ascii: "c"))
      self = isFlag ? .flag(number.boolValue) : .integer(number.int64Value)
    default: self = .absent
    }
  }

  /// The value at a dotted path such as `process.parent.id`.
  subscript(_ path: String) -> Value {
    var value = self
    for name in path.split(separator: ".") {
      guard case .object(let fields) = value, let next = fields[String(name)] else {
        return .absent
      }
      value = next
    }
    return value
  }

  var int: Int? {
    if case .integer(let number) = self { Int(number) } else { nil }
  }

  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// Nanoseconds since 1970 of a time.
  var nanoseconds: Int64? {
    guard let text else { return nil }
    // 2026-11-22T10:03:58.123456789Z
    let parts = text.dropLast().split(separator: ".")
    guard text.hasSuffix("Z"), parts.count == 2, parts[1].utf8.count == 9,
      let fraction = Int64(parts[1]),
      let date = try? Date(String(parts[0]) + "Z", strategy: .iso8601)
    else { return nil }
    return Int64(date.timeIntervalSince1970) * 1_000_000_000 + fraction
  }

  var list: [Value]? {
    if case .list(let list) = self { list } else { nil }
  }

  /// The bytes that a string stands for: `\xNN` is one byte, whatever else is itself.
  var bytes: [UInt8]? {
    guard let text else { return nil }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "\\"), rest.dropFirst().first == UInt8(ascii: "x"),
        let value = UInt8(hex: rest.dropFirst(2).prefix(2))
      {
        bytes.append(value)
        rest = rest.dropFirst(4)
      } else {
        bytes.append(byte)
        rest = rest.dropFirst()
      }
    }
    return bytes
  }

  /// The bytes of text in pairs of hexadecimal digits, as the workload's truth has them.
  var hexBytes: [UInt8]? {
    guard let text else { return nil }
    let digits = Array(text.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(hex: digits[$0...].prefix(2))
    }
  }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  init(integerLiteral value: Int64) { self = .integer(value) }
  init(stringLiteral value: String) { self = .text(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(arrayLiteral elements: Value...) { self = .list(elements) }
}

extension Value {
  static func number<Number: BinaryInteger>(_ number: Number) -> Value { .integer(Int64(number)) }

  /// Text as the sensor writes bytes that are valid UTF-8 without a backslash.
  static func texts(_ texts: [String]) -> Value { .list(texts.map { .text($0) }) }
}

extension UInt8 {
  /// Two hexadecimal digits.
  fileprivate init?(hex digits: ArraySlice<UInt8>) {
    let isHex = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    guard digits.count == 2, isHex else { return nil }
    self.init(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
