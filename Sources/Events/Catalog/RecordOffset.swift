/// The offset of a field in the C struct of a record.
///
/// Key paths are slow: only for making definitions.
func recordOffset<Record, Value>(of path: KeyPath<Record, Value>) -> Int {
  guard let offset = MemoryLayout<Record>.offset(of: path) else {
    preconditionFailure("\(path) is not a stored field of \(Record.self)")
  }
  return offset
}
