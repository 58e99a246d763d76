/// Names of signals, by their numbers on x86-64.
enum SignalNames {
  static let table: NameTable = {
    let standard = [
      "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
      "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
      "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ]
    var names: [UInt32: String] = [:]
    for (index, name) in standard.enumerated() {
      names[UInt32(index + 1)] = "SIG\(name)"
    }
    // The C library keeps the first two real-time signals for itself.
    for number in UInt32(35)...64 {
      names[number] = "SIGRTMIN+\(number - 34)"
    }
    names[34] = "SIGRTMIN"
    return NameTable(names)
  }()
}
