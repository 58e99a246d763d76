import Events
import Foundation
import Testing

@testable import Sinks

/// A line as it comes out of a spool.
struct SpooledLine: Equatable {
  var sequence: UInt64
  var kind: EventKind
  var text: [UInt8]

  /// One of which all is known from its number.
  init(_ sequence: UInt64, length: Int = 40) {
    self.sequence = sequence
    kind = sequence % 2 == 0 ? .processExec : .fileOpen
    text = Lines.line(Int(sequence), length: length)
  }

  init(_ line: OutputBuffer.Line, _ text: [UInt8]) {
    sequence = line.sequence
    kind = line.kind
    self.text = text
  }
}

extension OutputBuffer {
  /// A batch of lines with those numbers.
  static func batch(_ sequences: ClosedRange<UInt64>, length: Int = 40) -> OutputBuffer {
    // Room in the index is for lines of 64 bytes.
    let buffer = OutputBuffer(capacity: sequences.count * max(length + 24, 64))
    for sequence in sequences {
      let line = SpooledLine(sequence, length: length)
      let isIn = buffer.append(line.text.span.bytes, kind: line.kind, sequence: sequence)
      precondition(isIn)
    }
    return buffer
  }

  var lines: [SpooledLine] {
    let bytes = withBytes { $0.withUnsafeBytes { Array($0) } }
    return (0..<lineCount).map { SpooledLine(line(at: $0), Array(bytes[range(ofLine: $0)])) }
  }
}

extension Spool {
  /// Takes all out of it, as if it was delivered.
  func drain(capacity: Int = 1 << 16) throws -> [SpooledLine] {
    let batch = OutputBuffer(capacity: capacity)
    var lines: [SpooledLine] = []
    while try readOldest(into: batch) {
      lines += batch.lines
      try removeOldest()
    }
    return lines
  }
}

extension [SpooledLine] {
  var sequences: [UInt64] { map(\.sequence) }
}
