import Events
import Synchronization

/// The programs at functions of libraries, and the files that they are attached to.
///
/// The drain's thread sets it up and ends it; that of ``LibraryWatch`` adds files meanwhile.
final class LibraryProbes: Sendable {
  /// Files besides the host's own; for one more the oldest is given up.
  static let otherLimit = 64

  private struct State {
    var programs: [LibraryProgram] = []
    /// The host's own, and what stands for them.
    var own: [CodeProbe] = []
    var ownFiles: Set<FileIdentity> = []
    var others: [(file: FileIdentity, probes: [CodeProbe])] = []
    var isClosed = false
  }

  private let state = Mutex(State())

  /// The libraries whose functions are looked at.
  var libraries: Set<UserLibrary> {
    state.withLock { Set($0.programs.map(\.function.library)) }
  }

  /// Attaches a program to the host's own files.
  func add(_ program: LibraryProgram, to files: [LibraryFile]) throws(BPFError) {
    var probes: [CodeProbe] = []
    for file in files { probes.append(try program.attach(to: file)) }
    state.withLock { state in
      state.programs.append(program)
      state.own += probes
      state.ownFiles.formUnion(files.map(\.identity))
    }
  }

  /// Attaches all programs to what stands for their functions.
  func attachToStandIns() throws(BPFError) {
    for program in state.withLock({ $0.programs }) {
      guard let probe = try program.attachToStandIn() else { continue }
      state.withLock { $0.own.append(probe) }
    }
  }

  /// What became of a file.
  enum Addition: Equatable {
    /// Its programs were attached to it before.
    case known
    case attached
    /// The same, and another file was given up.
    case attachedForAnother
  }

  /// Attaches the programs of a library to one more file of it.
  func add(_ file: LibraryFile, of library: UserLibrary) throws(BPFError) -> Addition {
    let programs = state.withLock { state -> [LibraryProgram]? in
      let isKnown =
        state.ownFiles.contains(file.identity)
        || state.others.contains { $0.file == file.identity }
      return isKnown || state.isClosed ? nil : state.programs
    }
    guard let programs else { return .known }
    var probes: [CodeProbe] = []
    for program in programs where program.function.library == library {
      probes.append(try program.attach(to: file))
    }
    return state.withLock { state in
      guard !state.isClosed else { return .known }
      state.others.append((file.identity, probes))
      guard state.others.count > Self.otherLimit else { return .attached }
      state.others.removeFirst()
      return .attachedForAnother
    }
  }

  /// Takes all programs off; none is attached any more.
  func close() {
    state.withLock { state in
      state = State()
      state.isClosed = true
    }
  }
}
