import CLibBPF

/// A small log for each program that is to be loaded, for the verifier's figures alone.
final class VerifierLogs {
  /// A log that is too small has the program refused: the figures are some hundred bytes, and 4 KiB
  /// were too few for a program on 6.18.
  private static let capacity = 65536

  private let programs: [BPFProgram]
  private let memory: UnsafeMutablePointer<CChar>

  /// From now on until this goes, loading a program writes its figures.
  init(of programs: [BPFProgram]) {
    self.programs = programs
    memory = .allocate(capacity: programs.count * Self.capacity)
    memory.initialize(repeating: 0, count: programs.count * Self.capacity)
    for (index, program) in programs.enumerated() {
      program.log(level: BPFProgram.figuresOnly, to: log(index), count: Self.capacity)
    }
  }

  deinit {
    for program in programs { program.log(level: 0, to: nil, count: 0) }
    memory.deallocate()
  }

  /// What was written, by program.
  var figures: [VerifierFigures] {
    programs.enumerated().compactMap { index, program in
      VerifierFigures(program: program.name, log: String(cString: log(index)))
    }
  }

  private func log(_ index: Int) -> UnsafeMutablePointer<CChar> {
    memory + index * Self.capacity
  }
}
