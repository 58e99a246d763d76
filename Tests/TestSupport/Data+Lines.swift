package import Foundation

/// A storm's events are many megabytes, and tests are not optimised: the C library looks for the newlines.
extension Data {
  /// The whole lines, without their newlines, and what stands behind the last one.
  package var lines: (whole: [Data], rest: Data) {
    withUnsafeBytes { bytes in
      var lines: [Data] = []
      var start = 0
      while let base = bytes.baseAddress,
        let newline = memchr(base + start, 0x0a, bytes.count - start)
      {
        let end = UnsafeRawPointer(newline) - base
        lines.append(Data(bytes[start..<end]))
        start = end + 1
      }
      return (lines, Data(bytes[start...]))
    }
  }
}
