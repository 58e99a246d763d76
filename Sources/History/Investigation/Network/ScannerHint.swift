/// What is known of well-known scanners' ways, where it says more than their command lines.
enum ScannerHint {
  /// Options of nmap that say which ports are meant, or that none are.
  private static let nmapOptions = ["-p", "-F", "--top-ports", "--port-ratio", "--exclude-ports"]

  /// Why it was so many ports.
  static func text(_ program: RunProgram?, ports: Int) -> Clause? {
    guard let program, program.name == "nmap", ports == 1000 else { return nil }
    let isSaid = program.argv.dropFirst().contains { argument in
      nmapOptions.contains { argument.hasPrefix($0) } && argument != "-Pn"
    }
    guard !isSaid else { return nil }
    return Clause(
      "No ports were named: nmap then tries the 1000 that are used most.", [program.event])
  }
}
