/// A pattern as a machine that is in several states at once (Thompson's).
struct PatternProgram {
  enum Instruction {
    /// Takes a byte of the set and goes on there.
    case byte(set: Int, next: Int)
    /// Goes on at both.
    case split(Int, Int)
    /// Goes on at the beginning of the text.
    case start(next: Int)
    /// Goes on at the end of the text.
    case end(next: Int)
    case match
  }

  /// Bounds what a byte of a text can cost.
  static let limit = 4000

  private(set) var instructions: [Instruction] = [.match]
  private(set) var sets: [ByteSet] = []
  private(set) var entry = 0
  /// Bytes that no set tells apart have the same number.
  private(set) var classOfByte = [UInt8](repeating: 0, count: 256)
  private(set) var classCount = 1

  /// Compiles a pattern.
  ///
  /// - Throws: ``PatternError`` where it becomes too large.
  init(_ pattern: PatternNode) throws(PatternError) {
    entry = try compile(pattern, next: 0)
    tellBytesApart()
  }

  /// Compiles what comes before an instruction, and returns where it begins.
  private mutating func compile(_ node: PatternNode, next: Int) throws(PatternError) -> Int {
    switch node {
    case .empty: return next
    case .byte(let set): return try add(.byte(set: number(of: set), next: next))
    case .start: return try add(.start(next: next))
    case .end: return try add(.end(next: next))
    case .sequence(let parts):
      var next = next
      for part in parts.reversed() { next = try compile(part, next: next) }
      return next
    case .choice(let branches):
      var entry: Int?
      for branch in branches.reversed() {
        let start = try compile(branch, next: next)
        entry =
          try entry.map { other throws(PatternError) in try add(.split(start, other)) } ?? start
      }
      return entry ?? next
    case .repeated(let part, let from, let upTo):
      return try compile(part, from: from, upTo: upTo, next: next)
    }
  }

  private mutating func compile(
    _ part: PatternNode, from: Int, upTo: Int?, next: Int
  ) throws(PatternError) -> Int {
    var entry = next
    if let upTo {
      for _ in from..<upTo {
        entry = try add(.split(try compile(part, next: entry), next))
      }
    } else {
      let loop = try add(.split(next, next))
      let body = try compile(part, next: loop)
      instructions[loop] = .split(body, next)
      entry = loop
    }
    for _ in 0..<from {
      let start = try compile(part, next: entry)
      // What takes nothing takes nothing however often, and would not reach the limit.
      if start == entry { break }
      entry = start
    }
    return entry
  }

  private mutating func add(_ instruction: Instruction) throws(PatternError) -> Int {
    guard instructions.count < Self.limit else {
      throw PatternError(message: "the pattern is too large")
    }
    instructions.append(instruction)
    return instructions.count - 1
  }

  private mutating func number(of set: ByteSet) -> Int {
    if let number = sets.firstIndex(of: set) { return number }
    sets.append(set)
    return sets.count - 1
  }

  private mutating func tellBytesApart() {
    var classes: [[Bool]: UInt8] = [:]
    for byte in UInt8.min...UInt8.max {
      let membership = sets.map { $0.contains(byte) }
      let number = classes[membership] ?? UInt8(classes.count)
      classes[membership] = number
      classOfByte[Int(byte)] = number
    }
    classCount = classes.count
  }
}
