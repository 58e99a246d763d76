extension Field {
  /// Whether its text, or each of its texts, is an IP address.
  public var holdsAddress: Bool {
    switch source {
    case .address, .packet(_, _, .destination), .dns(_, .addresses), .enriched(.entryAddress): true
    default: false
    }
  }

  /// Whether its text is the id of a process, see ``EventText/processID(_:start:bootID:)``.
  public var holdsProcessID: Bool {
    switch source {
    case .processID, .runID, .enriched(.sessionID): true
    default: false
    }
  }
}
