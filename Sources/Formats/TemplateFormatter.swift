internal import Events

/// Writes events of one kind in another schema: finds the values in the line, then follows the template.
@safe
final class TemplateFormatter {
  // Unchecked: one thread at a time uses it, and its methods do not use each other's variables.
  private let template: Template
  private let paths: FieldPaths
  @exclusivity(unchecked) private var walk: LineWalk
  /// Where each field's value is; empty where the line has none.
  @exclusivity(unchecked) private var values: [Range<Int>]
  @exclusivity(unchecked) private var strangers: [LineValue] = []
  @exclusivity(unchecked) private var scratch: UnsafeMutableRawBufferPointer

  init(_ template: Template) {
    self.template = template
    paths = FieldPaths(template.fields)
    walk = LineWalk(paths, tellsUnknown: true)
    values = Array(repeating: 0..<0, count: template.fields.count)
    unsafe scratch = .allocate(byteCount: 16 << 10, alignment: 16)
  }

  deinit {
    // Safety: allocated here, and nobody else has it.
    unsafe scratch.deallocate()
  }

  /// Finds all values of a line.
  func read(_ line: borrowing RawSpan) throws(LineError) {
    for number in values.indices { values[number] = 0..<0 }
    strangers.removeAll(keepingCapacity: true)
    walk.restart()
    while let value = try walk.next(in: line) {
      guard value.isKnown else {
        strangers.append(value)
        continue
      }
      let number = Int(value.field)
      guard values[number].isEmpty else {
        throw LineError("\(template.fields[number].name) is there twice")
      }
      values[number] = Int(value.bytes.lowerBound)..<Int(value.bytes.upperBound)
    }
  }

  /// Appends the event whose values were read last.
  func write(_ line: borrowing RawSpan, into output: inout [UInt8]) {
    makeRoom(forLineOf: line.byteCount)
    // Safety: the scratch memory has room for whatever the steps write.
    unsafe line.withUnsafeBytes { source in
      unsafe template.literals.withUnsafeBytes { literals in
        guard let start = unsafe scratch.baseAddress else { return }
        var writer = unsafe ScratchWriter(at: start)
        writer.byte(UInt8(ascii: "{"))
        for step in template.steps {
          unsafe follow(step, source: source, literals: literals, into: &writer)
        }
        writer.closeLine()
        let count = unsafe writer.count(from: start)
        unsafe output.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[..<count]))
      }
    }
  }

  /// Whether the field's value is that text.
  func has(_ text: StaticString, in field: Int, of line: borrowing RawSpan) -> Bool {
    let value = values[field]
    guard value.count == text.utf8CodeUnitCount + 2 else { return false }
    // Safety: the value is in the line.
    return unsafe line.withUnsafeBytes { source in
      unsafe source[value].dropFirst().dropLast()
        .elementsEqual(
          UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
  }

  private func makeRoom(forLineOf count: Int) {
    // A list's element of three bytes becomes an object of its own; numbers have 20 digits at most.
    let growth = template.mostUses + 8
    let strange = strangers.reduce(0) { sum, value in
      sum + paths.prefix(of: value.node).utf8.count + value.key.count + value.bytes.count + 8
    }
    let room = template.literals.count + 40 * template.steps.count + growth * count + strange
    guard unsafe room > scratch.count else { return }
    // Safety: allocated here; what is in it is not needed any more.
    unsafe scratch.deallocate()
    unsafe scratch = .allocate(byteCount: room, alignment: 16)
  }

  @inline(__always)
  private func follow(
    _ step: Template.Step, source: UnsafeRawBufferPointer, literals: UnsafeRawBufferPointer,
    into writer: inout ScratchWriter
  ) {
    let literal = unsafe UnsafeRawBufferPointer(
      rebasing: literals[Int(step.literal.lowerBound)..<Int(step.literal.upperBound)])
    switch step.code {
    case .openObject, .constant: unsafe writer.copy(literal)
    case .closeObject: writer.closeObject(openedBy: literal.count)
    case .strangers: unsafe writeStrangers(source, into: &writer)
    default:
      let value = values[Int(step.field)]
      let isAsked = step.code == .namedWith ? !values[Int(step.other)].isEmpty : !value.isEmpty
      guard isAsked else { return }
      unsafe writer.copy(literal)
      guard step.code != .constantWith else { return }
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: source[value])
      if step.code == .same {
        unsafe writer.copy(bytes)
      } else {
        unsafe write(bytes, as: step, into: &writer)
      }
      writer.byte(UInt8(ascii: ","))
    }
  }

  @inline(never)
  private func write(
    _ value: UnsafeRawBufferPointer, as step: Template.Step, into writer: inout ScratchWriter
  ) {
    switch step.code {
    case .text: unsafe writer.enclosed(value, by: UInt8(ascii: "\""), UInt8(ascii: "\""))
    case .list: unsafe writer.enclosed(value, by: UInt8(ascii: "["), UInt8(ascii: "]"))
    case .milliseconds: unsafe writer.milliseconds(of: value)
    case .objects: unsafe writer.objects(value, opening: template.names[Int(step.names)].others)
    case .named, .namedWith: unsafe writer.copy(template.names[Int(step.names)].json(for: value))
    case .joined: unsafe writer.joined(value)
    case .lastComponent: unsafe writer.lastComponent(of: value)
    case .nanosecondsAsMilliseconds: unsafe writer.decimal(value.digits / 1_000_000)
    case .outcomeOfResult:
      let names = template.names[Int(step.names)]
      let failed = unsafe value.first == UInt8(ascii: "-")
      writer.copy(failed ? names.others : names.entries[0].json)
    case .outcomeOfBoolean:
      let names = template.names[Int(step.names)]
      let failed = unsafe value.first == UInt8(ascii: "f")
      writer.copy(failed ? names.others : names.entries[0].json)
    case .openObject, .closeObject, .constant, .constantWith, .same, .strangers: break
    }
  }

  private func writeStrangers(
    _ source: UnsafeRawBufferPointer, into writer: inout ScratchWriter
  ) {
    for value in strangers {
      writer.byte(UInt8(ascii: "\""))
      writer.copy(Array(paths.prefix(of: value.node).utf8))
      unsafe writer.copy(source.part(value.key))
      writer.byte(UInt8(ascii: "\""))
      writer.byte(UInt8(ascii: ":"))
      unsafe writer.copy(source.part(value.bytes))
      writer.byte(UInt8(ascii: ","))
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func part(_ range: Range<UInt32>) -> UnsafeRawBufferPointer {
    // Safety: as for the whole; a slice checks its bounds.
    unsafe UnsafeRawBufferPointer(rebasing: self[Int(range.lowerBound)..<Int(range.upperBound)])
  }
}

extension Template.Names {
  /// What stands for a text, given with its quotes.
  fileprivate func json(for value: UnsafeRawBufferPointer) -> [UInt8] {
    for entry in entries where entry.name.count + 2 == value.count {
      if unsafe value.dropFirst().dropLast().elementsEqual(entry.name) { return entry.json }
    }
    return others
  }
}
