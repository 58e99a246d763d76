internal import CEventABI

/// The ways to declare a field by the place of its value in the record's C struct.
extension Field {
  static func number<Record, Value: FixedWidthInteger>(
    _ name: String, _ path: KeyPath<Record, Value>, _ summary: String,
    when presence: Presence = .always
  ) -> Field {
    Field(
      name, .number, .integer(at: recordOffset(of: path), width: .of(Value.self)), summary,
      when: presence)
  }

  static func boolean<Record>(
    _ name: String, _ path: KeyPath<Record, UInt32>, mask: UInt32 = ~0, _ summary: String,
    when presence: Presence = .always
  ) -> Field {
    Field(name, .boolean, .boolean(at: recordOffset(of: path), mask: mask), summary, when: presence)
  }

  static func time<Record>(
    _ name: String, _ path: KeyPath<Record, UInt64>, _ summary: String,
    when presence: Presence = .always
  ) -> Field {
    Field(name, .time, .time(at: recordOffset(of: path)), summary, when: presence)
  }

  static func text<Record>(
    _ name: String, _ path: KeyPath<Record, ev_str>, _ summary: String
  ) -> Field {
    Field(name, .string, .text(at: recordOffset(of: path)), summary)
  }

  static func list<Record>(
    _ name: String, _ path: KeyPath<Record, ev_str>, count: KeyPath<Record, UInt32>? = nil,
    _ summary: String
  ) -> Field {
    Field(
      name, .strings,
      .list(at: recordOffset(of: path), count: count.map { recordOffset(of: $0) }), summary)
  }

  static func processID<Record>(
    _ name: String, pid: KeyPath<Record, UInt32>, start: KeyPath<Record, UInt64>,
    _ summary: String, when presence: Presence = .always
  ) -> Field {
    Field(
      name, .string, .processID(pid: recordOffset(of: pid), start: recordOffset(of: start)),
      summary, when: presence)
  }

  static func named<Record, Value: FixedWidthInteger>(
    _ name: String, _ path: KeyPath<Record, Value>, _ table: NameTable, _ summary: String,
    when presence: Presence = .always
  ) -> Field {
    Field(
      name, .string, .named(at: recordOffset(of: path), width: .of(Value.self), table), summary,
      when: presence)
  }

  static func flags<Record, Value: FixedWidthInteger>(
    _ name: String, _ path: KeyPath<Record, Value>, _ table: FlagTable, _ summary: String,
    when presence: Presence? = nil
  ) -> Field {
    Field(
      name, .strings, .flags(at: recordOffset(of: path), width: .of(Value.self), table), summary,
      when: presence ?? .nonzero(path))
  }

  static func hexadecimal<Record>(
    _ name: String, _ path: KeyPath<Record, UInt64>, _ summary: String,
    when presence: Presence = .always
  ) -> Field {
    Field(name, .string, .hexadecimal(at: recordOffset(of: path)), summary, when: presence)
  }

  static func permissions<Record>(
    _ name: String, _ path: KeyPath<Record, UInt32>, _ summary: String,
    when presence: Presence = .always
  ) -> Field {
    Field(name, .string, .permissions(at: recordOffset(of: path)), summary, when: presence)
  }

  static func device<Record>(
    _ name: String, _ path: KeyPath<Record, UInt32>, _ summary: String,
    when presence: Presence = .always
  ) -> Field {
    Field(name, .string, .device(at: recordOffset(of: path)), summary, when: presence)
  }

  static func terminal<Record>(
    _ name: String, _ path: KeyPath<Record, UInt32>, _ summary: String
  ) -> Field {
    Field(name, .string, .terminal(at: recordOffset(of: path)), summary, when: .nonzero(path))
  }

  /// What the call returned: a number, and the error's name where it failed.
  static func result<Record>(_ path: KeyPath<Record, Int32>) -> [Field] {
    [
      .number("result", path, "0, or the negative number of the error."),
      Field(
        "error", .string, .errorName(at: recordOffset(of: path)),
        "The error's name; only where the call failed.", when: .negative(path)),
    ]
  }
}

extension IntegerWidth {
  static func of<Value: FixedWidthInteger>(_ type: Value.Type) -> IntegerWidth {
    switch (Value.bitWidth, Value.isSigned) {
    case (16, false): .unsigned16
    case (32, false): .unsigned32
    case (64, false): .unsigned64
    case (32, true): .signed32
    default: preconditionFailure("no record has a field of type \(Value.self)")
    }
  }
}
