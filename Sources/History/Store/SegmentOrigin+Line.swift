import Events

extension SegmentOrigin {
  /// Of the first line of a batch that tells; nil: none does.
  init?(ofFirstLineIn batch: OutputBuffer) {
    let fields = EventCatalog.headerFields.filter {
      ["host.id", "host.boot", "run"].contains($0.name)
    }
    var walk = LineWalk(FieldPaths(fields), tellsUnknown: false)
    var found: [String: String] = [:]
    batch.withBytes { bytes in
      for position in 0..<batch.lineCount where found.count < fields.count {
        found = [:]
        let range = batch.range(ofLine: position)
        let line = bytes.extracting(range)
        walk.restart()
        // A line that is none of ours tells nothing.
        while let value = try? walk.next(in: line) {
          let text = bytes.extracting(
            range.lowerBound + Int(value.bytes.lowerBound) + 1..<range.lowerBound
              + Int(value.bytes.upperBound) - 1)
          found[fields[Int(value.field)].name] = text.withUnsafeBytes {
            String(decoding: $0, as: UTF8.self)
          }
        }
      }
    }
    guard let host = found["host.id"], let boot = found["host.boot"], let run = found["run"] else {
      return nil
    }
    self.init(host: host, boot: boot, run: run)
  }
}
