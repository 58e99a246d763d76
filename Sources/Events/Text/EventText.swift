/// The texts of single values, as they stand in events.
public enum EventText {
  /// The name of an error, such as `EACCES`; `E` and the number where it has none.
  public static func errorName(_ number: Int32) -> String {
    ErrorNames.table.names[number.magnitude] ?? "E\(number.magnitude)"
  }

  /// The name of a signal, such as `SIGKILL`; the number where it has none.
  public static func signalName(_ number: UInt32) -> String {
    SignalNames.table.names[number] ?? "\(number)"
  }

  /// A process as `process.id` has it.
  ///
  /// - Parameters:
  ///   - number: the process's.
  ///   - start: when it was started, in nanoseconds since boot.
  ///   - bootID: the boot's id, as /proc/sys/kernel/random/boot_id has it.
  /// - Returns: the text.
  public static func processID(_ number: UInt32, start: UInt64, bootID: String) -> String {
    "\(processPrefix(bootID: bootID))\(number)-\(String(start, radix: 16))"
  }

  /// What the ids of all processes of a boot begin with.
  static func processPrefix(bootID: String) -> String {
    "\(bootID.filter(\.isHexDigit).prefix(8))-"
  }

  /// Nanoseconds since 1970 as RFC 3339 says, in UTC.
  public static func time(_ nanoseconds: Int64) -> String {
    text { $0.time(nanoseconds) }
  }

  /// A device number (major << 20 | minor) as MAJOR:MINOR.
  public static func device(_ number: UInt32) -> String {
    text { $0.device(number) }
  }

  /// A terminal's device number as its name below /dev; MAJOR:MINOR where it has none.
  public static func terminal(_ number: UInt32) -> String {
    text { $0.terminal(number) }
  }

  /// An IP address of 4 or 16 bytes as text; nil for any other number of bytes.
  public static func address(_ bytes: [UInt8]) -> String? {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    return text { writer in
      unsafe bytes.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        // Safety: the number of bytes was checked.
        if buffer.count == 4 { unsafe writer.ipv4(start) } else { unsafe writer.ipv6(start) }
      }
    }
  }

  /// Bytes as the text of a JSON string, quotes included; what is not UTF-8 as ``LookbackString`` says.
  public static func json(_ bytes: [UInt8]) -> String {
    // The bytes before are those that the writer needs to be readable.
    let padding = 8
    let padded = Array(repeating: 0, count: padding) + bytes
    return text(capacity: 6 * bytes.count + 64) { writer in
      unsafe padded.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        writer.byte(UInt8(ascii: "\""))
        // Safety: there are so many bytes, and eight before them.
        unsafe writer.escaped(start + padding, count: bytes.count)
        writer.byte(UInt8(ascii: "\""))
      }
    }
  }

  private static func text(
    capacity: Int = 128, _ write: (inout LineWriter) -> Void
  ) -> String {
    // Safety: no value above is longer than the capacity, what writers touch behind it included.
    unsafe String(unsafeUninitializedCapacity: capacity) { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      var writer = unsafe LineWriter(at: start)
      write(&writer)
      return unsafe writer.cursor - UnsafeMutableRawPointer(start)
    }
  }
}
