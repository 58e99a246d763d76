internal import Events

/// Writes events of one kind in another schema: finds the values in the line, then follows the template.
@safe
final class TemplateFormatter {
  // Unchecked: one thread at a time uses it, and its methods do not use each other's variables.
  private let template: Template
  private let paths: FieldPaths
  @exclusivity(unchecked) private var values: LineValues
  @exclusivity(unchecked) private var scratch: UnsafeMutableRawBufferPointer

  init(_ template: Template) {
    self.template = template
    paths = FieldPaths(template.fields)
    values = LineValues(paths)
    unsafe scratch = .allocate(byteCount: 16 << 10, alignment: 16)
  }

  deinit {
    // Safety: allocated here, and nobody else has it.
    unsafe scratch.deallocate()
  }

  /// Finds all values of a line.
  func read(_ line: borrowing RawSpan) throws(LineError) {
    try values.read(line)
  }

  /// Appends the event whose values were read last.
  func write(_ line: borrowing RawSpan, into output: inout [UInt8]) {
    makeRoom(forLineOf: line.byteCount)
    // Safety: the scratch memory has room for whatever the steps write; literals are padded.
    unsafe line.withUnsafeBytes { source in
      unsafe template.literals.withUnsafeBytes { literals in
        unsafe template.steps.withUnsafeBufferPointer { steps in
          guard let start = unsafe scratch.baseAddress, let literals = literals.baseAddress else {
            return
          }
          var writer = unsafe ScratchWriter(at: start)
          writer.byte(UInt8(ascii: "{"))
          var step = steps.baseAddress
          for _ in 0..<steps.count {
            guard let next = unsafe step else { break }
            unsafe follow(next, source: source, literals: literals, into: &writer)
            unsafe step = next + 1
          }
          writer.closeLine()
          let count = unsafe writer.count(from: start)
          unsafe output.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[..<count]))
        }
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
    // A list's element of three bytes becomes an object of its own.
    let growth = template.mostUses + 8
    let strange = values.strangers.reduce(0) { sum, value in
      sum + paths.prefix(of: value.node).utf8.count + value.key.count + value.bytes.count + 8
    }
    let room = template.fixedRoom + growth * count + strange + ScratchWriter.overrun
    guard unsafe room > scratch.count else { return }
    // Safety: allocated here; what is in it is not needed any more.
    unsafe scratch.deallocate()
    unsafe scratch = .allocate(byteCount: room, alignment: 16)
  }

  @inline(__always)
  private func follow(
    _ step: UnsafePointer<Template.Step>, source: UnsafeRawBufferPointer,
    literals: UnsafeRawPointer, into writer: inout ScratchWriter
  ) {
    // Safety: the step is one of the template's, and so is the literal.
    let literal = unsafe literals + Int(step.pointee.literal.start)
    let count = unsafe Int(step.pointee.literal.count)
    let code = unsafe step.pointee.code
    if code == .same {
      let value = unsafe values[Int(step.pointee.field)]
      guard !value.isEmpty else { return }
      unsafe writer.copyPadded(literal, count: count)
      unsafe writer.copy(value, of: source)
      writer.byte(UInt8(ascii: ","))
      return
    }
    switch code {
    case .openObject, .constant: unsafe writer.copyPadded(literal, count: count)
    case .closeObject: writer.closeObject(openedBy: count)
    case .endObject:
      writer.takeBackComma()
      unsafe writer.copyPadded(literal, count: count)
    case .strangers: if !values.strangers.isEmpty { unsafe writeStrangers(source, into: &writer) }
    default: unsafe follow(step.pointee, literal, source: source, literals: literals, into: &writer)
    }
  }

  /// One that writes a value in another form.
  @inline(never)
  private func follow(
    _ step: Template.Step, _ literal: UnsafeRawPointer, source: UnsafeRawBufferPointer,
    literals: UnsafeRawPointer, into writer: inout ScratchWriter
  ) {
    let value = values[Int(step.field)]
    let isAsked = step.code == .namedWith ? !values[Int(step.other)].isEmpty : !value.isEmpty
    guard isAsked else { return }
    unsafe writer.copyPadded(literal, count: Int(step.literal.count))
    guard step.code != .constantWith else { return }
    unsafe write(value, of: source, as: step, literals: literals, into: &writer)
    writer.byte(UInt8(ascii: ","))
  }

  @inline(__always)
  private func write(
    _ value: Range<Int>, of line: UnsafeRawBufferPointer, as step: Template.Step,
    literals: UnsafeRawPointer, into writer: inout ScratchWriter
  ) {
    func copy(_ literal: Template.Literal) {
      unsafe writer.copyPadded(literals + Int(literal.start), count: Int(literal.count))
    }
    switch step.code {
    case .text: unsafe writer.enclosed(value, of: line, by: UInt8(ascii: "\""), UInt8(ascii: "\""))
    case .list: unsafe writer.enclosed(value, of: line, by: UInt8(ascii: "["), UInt8(ascii: "]"))
    case .milliseconds: unsafe writer.milliseconds(of: value, of: line)
    case .objects:
      let opening = template.names[Int(step.names)].others
      unsafe writer.objects(
        value, of: line,
        opening: UnsafeRawBufferPointer(
          start: literals + Int(opening.start), count: Int(opening.count)))
    case .named, .namedWith: copy(unsafe name(of: value, in: line, step, literals))
    case .joined: unsafe writer.joined(value, of: line)
    case .lastComponent: unsafe writer.lastComponent(of: value, of: line)
    case .nanosecondsAsMilliseconds:
      unsafe writer.decimal(line.digits(in: value) / 1_000_000)
    case .outcomeOfResult: copy(outcome(step, failed: unsafe line[value.lowerBound] == 0x2d))  // -
    case .outcomeOfBoolean: copy(outcome(step, failed: unsafe line[value.lowerBound] == 0x66))  // f
    case .openObject, .closeObject, .endObject, .constant, .constantWith, .same, .strangers: break
    }
  }

  private func outcome(_ step: Template.Step, failed: Bool) -> Template.Literal {
    let names = template.names[Int(step.names)]
    return failed ? names.others : template.nameEntries[Int(names.first)].json
  }

  /// What stands for a text.
  private func name(
    of value: Range<Int>, in line: UnsafeRawBufferPointer, _ step: Template.Step,
    _ literals: UnsafeRawPointer
  ) -> Template.Literal {
    let names = template.names[Int(step.names)]
    guard !value.isEmpty else { return names.others }
    let text = unsafe line[value].dropFirst().dropLast()
    for index in Int(names.first)..<Int(names.first + names.count) {
      let entry = template.nameEntries[index]
      // Safety: a literal's bytes are there.
      let name = unsafe UnsafeRawBufferPointer(
        start: literals + Int(entry.name.start), count: Int(entry.name.count))
      if unsafe text.count == name.count && text.elementsEqual(name) { return entry.json }
    }
    return names.others
  }

  private func writeStrangers(
    _ source: UnsafeRawBufferPointer, into writer: inout ScratchWriter
  ) {
    for value in values.strangers {
      writer.byte(UInt8(ascii: "\""))
      var prefix = paths.prefix(of: value.node)
      prefix.withUTF8 { unsafe writer.copy(UnsafeRawBufferPointer($0)) }
      unsafe writer.copy(Int(value.key.lowerBound)..<Int(value.key.upperBound), of: source)
      writer.byte(UInt8(ascii: "\""))
      writer.byte(UInt8(ascii: ":"))
      unsafe writer.copy(Int(value.bytes.lowerBound)..<Int(value.bytes.upperBound), of: source)
      writer.byte(UInt8(ascii: ","))
    }
  }
}
