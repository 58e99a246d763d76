/// Looks for a pattern in texts, in time that grows with the text only.
///
/// A deterministic machine whose states, sets of the program's, are made as texts need them. They are kept
/// up to a bound, and then made anew. One thread at a time.
final class PatternMatcher {
  /// Where bytes lead from a state: no state has been made yet for what follows.
  private static let unknown: Int32 = -1
  private static let dead: Int32 = 0
  private static let matched: Int32 = 1
  private static let begin: Int32 = 2
  private static let mostStates = 500

  private let program: PatternProgram
  // Unchecked: one thread at a time.
  /// For each state and class of bytes, the next state.
  @exclusivity(unchecked) private var transitions: [Int32] = []
  private var states: [[Int32]] = []
  @exclusivity(unchecked) private var matchesAtEnd: [Bool] = []
  private var numbers: [[Int32]: Int32] = [:]
  /// When each instruction was last reached.
  private var marks: [UInt32]
  private var round: UInt32 = 0
  private var stack: [Int32] = []

  init(_ program: PatternProgram) {
    self.program = program
    marks = Array(repeating: 0, count: program.instructions.count)
    forgetStates()
  }

  convenience init(_ pattern: PatternNode) throws(PatternError) {
    self.init(try PatternProgram(pattern))
  }

  /// Whether the pattern is somewhere in the text.
  func isFound(in text: Span<UInt8>) -> Bool {
    let classCount = program.classCount
    var state = Self.begin
    if startsMatched { return true }
    for position in 0..<text.count {
      let column = Int(program.classOfByte[Int(text[position])])
      var next = transitions[Int(state) * classCount + column]
      if next == Self.unknown { next = makeTransition(from: state, over: text[position]) }
      if next <= Self.matched { return next == Self.matched }
      state = next
    }
    return matchesAtEnd[Int(state)]
  }

  private var startsMatched = false

  private func forgetStates() {
    numbers.removeAll(keepingCapacity: true)
    states = [[], [], []]
    matchesAtEnd = [false, true, false]
    transitions = Array(repeating: Self.unknown, count: 3 * program.classCount)
    let (set, isMatch) = closure(of: [Int32(program.entry)], atStart: true, atEnd: false)
    startsMatched = isMatch
    states[Int(Self.begin)] = set
    matchesAtEnd[Int(Self.begin)] =
      closure(of: [Int32(program.entry)], atStart: true, atEnd: true).isMatch
  }

  /// Makes the state that a byte leads to.
  private func makeTransition(from state: Int32, over byte: UInt8) -> Int32 {
    // A match may begin behind any byte.
    var reached = [Int32(program.entry)]
    for instruction in states[Int(state)] {
      if case .byte(let set, let next) = program.instructions[Int(instruction)],
        program.sets[set].contains(byte)
      {
        reached.append(Int32(next))
      }
    }
    let (set, isMatch) = closure(of: reached, atStart: false, atEnd: false)
    let next = isMatch ? Self.matched : number(of: set, reached: reached)
    // Making the number may have forgotten the state that led here.
    if !hasForgotten {
      let column = Int(program.classOfByte[Int(byte)])
      transitions[Int(state) * program.classCount + column] = next
    }
    hasForgotten = false
    return next
  }

  private var hasForgotten = false

  private func number(of set: [Int32], reached: [Int32]) -> Int32 {
    guard !set.isEmpty else { return Self.dead }
    if let number = numbers[set] { return number }
    if states.count >= Self.mostStates {
      forgetStates()
      hasForgotten = true
    }
    let number = Int32(states.count)
    numbers[set] = number
    states.append(set)
    matchesAtEnd.append(closure(of: reached, atStart: false, atEnd: true).isMatch)
    transitions += repeatElement(Self.unknown, count: program.classCount)
    return number
  }

  /// All that is reached without taking a byte: what takes bytes, or waits for the end, and whether it is
  /// a match already.
  private func closure(
    of entries: [Int32], atStart: Bool, atEnd: Bool
  ) -> (set: [Int32], isMatch: Bool) {
    round &+= 1
    if round == 0 {
      round = 1
      for index in marks.indices { marks[index] = 0 }
    }
    var set: [Int32] = []
    var isMatch = false
    stack.append(contentsOf: entries)
    while let place = stack.popLast() {
      guard marks[Int(place)] != round else { continue }
      marks[Int(place)] = round
      switch program.instructions[Int(place)] {
      case .byte: set.append(place)
      case .split(let first, let second):
        stack.append(Int32(first))
        stack.append(Int32(second))
      case .start(let next): if atStart { stack.append(Int32(next)) }
      case .end(let next):
        set.append(place)
        if atEnd { stack.append(Int32(next)) }
      case .match: isMatch = true
      }
    }
    return (set.sorted(), isMatch)
  }
}
