/// Where a kind's records come from.
public enum Hook: Sendable, Hashable {
  /// The program is attached as its own section says.
  case tracepoint(program: String)
  /// The program is called at the exit of these system calls: it is entered by their numbers in the
  /// table `syscall_exits`.
  case syscallExit(program: String, calls: [SystemCall])
  /// The program is called for one type of file that is written to: it is entered in the table
  /// `file_type_writes`.
  case byFileType(program: String, slot: Int)
  /// The program is run by reading an iterator, once for each object.
  case iterator(program: String)
  /// The sensor makes the record itself.
  case userSpace

  /// The name of the BPF program, if there is one.
  public var program: String? {
    switch self {
    case .tracepoint(let program), .syscallExit(let program, _), .byFileType(let program, _),
      .iterator(let program):
      program
    case .userSpace: nil
    }
  }
}
