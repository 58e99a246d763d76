/// Something to be seen in the kernel, and the ways of seeing it.
public struct Hook: Sendable, Hashable {
  /// What it is called in messages: the name of its first program.
  public let name: String
  /// The ways, best first: the first one is taken that the kernel accepts and that is seen to run.
  public let ways: [Way]

  init(_ name: String, _ ways: [Way]) {
    self.name = name
    self.ways = ways
  }

  /// The names of all programs that it can need.
  public var programs: Set<String> { Set(ways.flatMap(\.attachments).map(\.program)) }
}

/// One way of seeing something.
public struct Way: Sendable, Hashable {
  /// The sort of hook that it takes.
  public let rung: Rung
  /// The programs, and where each belongs; all of them, or it is no way.
  public let attachments: [Attachment]
  /// What others see and this one does not.
  public let blind: [BlindSpot]

  init(_ rung: Rung, _ attachments: [Attachment], blind: [BlindSpot] = []) {
    self.rung = rung
    self.attachments = attachments
    self.blind = blind
  }

  /// A return probe has a fixed number of places for calls under way, and what finds none is missed
  /// without a word: such a way is taken only when it is asked for.
  public var canMissSilently: Bool {
    attachments.contains { if case .returns = $0 { true } else { false } }
  }
}

/// Where a program is attached, or entered.
public enum Attachment: Sendable, Hashable {
  /// A tracepoint, as the program's section says.
  case tracepoint(program: String)
  /// The exit of these calls: the program is entered by their numbers in the table
  /// `syscall_exits`, and run by the program at the tracepoint sys_exit.
  case callExits(program: String, calls: [SystemCall])
  /// A function, as the program's section says.
  case function(program: String, KernelFunction)
  /// The entry of a function, by a kprobe.
  case entry(program: String, KernelFunction)
  /// The return of each of these functions, by kretprobes.
  case returns(program: String, [KernelFunction])
  /// The program is run by reading an iterator, once for each object.
  case iterator(program: String)
  /// A function of a library, at its entry or at its return, in every process that uses it.
  case userFunction(program: String, UserFunction, atReturn: Bool)

  /// The name of the BPF program.
  public var program: String {
    switch self {
    case .tracepoint(let program), .callExits(let program, _), .function(let program, _),
      .entry(let program, _), .returns(let program, _), .iterator(let program),
      .userFunction(let program, _, _):
      program
    }
  }
}

/// A function of the kernel that a program is attached to.
public struct KernelFunction: Sendable, Hashable {
  /// Its name.
  public private(set) var name: String
  /// What its first parameters point to, where the program relies on it: another version of the
  /// kernel can have other ones.
  public let pointees: [String]
  /// What makes the kernel run it, without any effect.
  public let trigger: Trigger

  init(_ name: String, of pointees: String..., trigger: Trigger) {
    self.name = name
    self.pointees = pointees
    self.trigger = trigger
  }

  init(_ call: SystemCall) {
    name = call.function
    pointees = []
    trigger = .systemCall(call)
  }

  /// The same by another name: the compiler renames functions that it specialises.
  public func renamed(_ name: String) -> KernelFunction {
    var function = self
    function.name = name
    return function
  }
}

/// A function that a library has for the programs that use it.
public struct UserFunction: Sendable, Hashable {
  /// The library.
  public let library: UserLibrary
  /// Its name there.
  public let name: String

  init(_ name: String, of library: UserLibrary) {
    self.name = name
    self.library = library
  }
}

/// A library whose functions programs are attached to.
public struct UserLibrary: Sendable, Hashable {
  /// The file's name, as programs ask for it.
  public let fileName: String
  /// The version of its interface (a node of its symbols' versions): by that it is told from others
  /// of the same name, whose memory is laid out in another way.
  public let interface: String

  /// Linux-PAM; OpenPAM is something else.
  public static let pam = UserLibrary(fileName: "libpam.so.0", interface: "LIBPAM_1.0")
}

/// A harmless act that has a hook run, to see whether it does.
public enum Trigger: Sendable, Hashable {
  /// The call, with arguments that the kernel refuses.
  case systemCall(SystemCall)
  /// A connect to a unix socket that does not exist.
  case connect
  /// A line through a pseudoterminal of our own.
  case pseudoterminal
  /// An empty write to the console.
  case console
  /// A byte through a pair of sockets of our own.
  case socketPair
}

/// What is not seen in some way.
public enum BlindSpot: String, Sendable, Hashable, CaseIterable {
  /// What io_uring does in a process's place.
  case ioUring = "io_uring"
  /// Calls of 32-bit programs.
  case compat = "32-bit programs"
  /// The value that the kernel used: what is told was read from the caller's memory afterwards.
  case callersAddress = "the kernel's copy of an address that the socket does not keep"
  /// Programs that bring their own code for what the library does.
  case otherLibraries = "programs that do not use the library"
  /// Calls beyond the places of a return probe.
  case silentMisses = "calls beyond a fixed number under way at once, missed without being counted"
}

extension Hook {
  /// A place made for observers; nothing is better, and nothing else is needed.
  public static func tracepoint(_ program: String) -> Hook {
    Hook(program, [Way(.tracepoint, [.tracepoint(program: program)])])
  }

  /// What is run by reading it.
  static func iterator(_ program: String) -> Hook {
    Hook(program, [Way(.tracepoint, [.iterator(program: program)])])
  }

  /// What a function of a library is called with, and what it returns: its program at the return,
  /// and one at the entry, called `…_enter`.
  static func calls(_ program: String, of function: UserFunction) -> Hook {
    Hook(
      program,
      [
        Way(
          .uprobe,
          [
            // First: a return without its entry would be a loss.
            .userFunction(program: "\(program)_enter", function, atReturn: false),
            .userFunction(program: program, function, atReturn: true),
          ], blind: [.compat, .otherLibraries])
      ])
  }

  /// The exit of system calls: of their functions, or of all calls.
  static func callExits(_ program: String, _ calls: [SystemCall]) -> Hook {
    Hook(program, Way.callExits(program, calls))
  }
}

extension Way {
  private static let blind: [BlindSpot] = [.ioUring, .compat]

  /// The ways to the exit of system calls; see SYSCALL_EXIT in bpf/include/syscall.bpf.h.
  static func callExits(
    _ program: String, _ calls: [SystemCall], blind more: [BlindSpot] = []
  ) -> [Way] {
    [
      Way(.fentry, functionExits(program, calls), blind: blind),
      Way(.kprobe, [returns(program, calls)], blind: blind + [.silentMisses]),
      Way(.tracepoint, [.callExits(program: program, calls: calls)], blind: blind + more),
    ]
  }

  static func functionExits(_ program: String, _ calls: [SystemCall]) -> [Attachment] {
    calls.map { .function(program: "\(program)__\($0.functionName)", KernelFunction($0)) }
  }

  static func returns(_ program: String, _ calls: [SystemCall]) -> Attachment {
    .returns(program: "\(program)__return", calls.map { KernelFunction($0) })
  }
}
